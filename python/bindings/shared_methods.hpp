#pragma once

#include <pybind11/stl.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "fitpack/analysis/pdf_evaluator.hpp"

namespace fitpack::python {

/// The evolved PDFs at theta, x and q as a NumPy array.
[[nodiscard]] Array pdfs_at(PdfEvaluator& pdfs, const std::vector<std::string>& names,
                            const Array& theta, const Array& x, const Array& q);

/// What Theory and EventDensity have in common.
template <class Class>
void add_shared_methods(py::class_<Class>& bound) {
  bound
      .def_property_readonly("parameter_names", &Class::parameter_names,
                             "Names of the free parameters, in the order of theta.")
      .def_property_readonly(
          "start_values",
          [](const Class& self) {
            const std::vector<double> values = self.start_values();
            return Array(static_cast<py::ssize_t>(values.size()), values.data());
          },
          "Parameters at the start of the card: array of shape (n,).")
      .def(
          "pdfs",
          [](Class& self, const Array& theta, const Array& x, const Array& q) {
            return pdfs_at(self.pdfs(), self.parameter_names(), theta, x, q);
          },
          py::arg("theta"), py::arg("x"), py::arg("q"),
          R"(pdfs(theta, x, q) -> (n_q, n_x, 13) or (m, n_q, n_x, 13)

Momentum densities x f(x, Q) at all combinations of momentum fractions x in (0, 1] and scales q
in GeV. The last axis runs over fitpack.FLAVOURS: tbar bbar cbar sbar ubar dbar g d u s c b t.
The operators of the evolution are kept: the first call takes a fraction of a second at
NLO, further ones with the same theory parameters a millisecond per scale or less.)")
      .def("__repr__", [](const Class& self) {
        return "<fitpack." + py::type::of<Class>().attr("__name__").template cast<std::string>() +
               " of " + std::to_string(self.n_parameters()) + " parameters>";
      });
}

}  // namespace fitpack::python
