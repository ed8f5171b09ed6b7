#include "shared_methods.hpp"

namespace fitpack::python {

Array pdfs_at(PdfEvaluator& pdfs, const std::vector<std::string>& names, const Array& theta,
              const Array& x, const Array& q) {
  const ParameterSets sets(theta, names);
  const auto fractions = list_of(x, "x"), scales = list_of(q, "q");
  Array result = sets.result({static_cast<py::ssize_t>(scales.size()),
                              static_cast<py::ssize_t>(fractions.size()),
                              static_cast<py::ssize_t>(PdfEvaluator::n_flavours)});
  const auto out = values_of(result);
  without_gil([&] { pdfs.evaluate(sets.values(), sets.count(), fractions, scales, out); });
  return result;
}

}  // namespace fitpack::python
