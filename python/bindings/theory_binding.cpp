#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include "arrays.hpp"
#include "bindings.hpp"
#include "fitpack/analysis/predictor.hpp"
#include "shared_methods.hpp"

namespace fitpack::python {

namespace {

std::unique_ptr<Predictor> make_theory(const std::filesystem::path& card,
                                       const std::vector<std::string>& overrides) {
  return without_gil([&] {
    const std::lock_guard alone(construction_mutex());
    return std::make_unique<Predictor>(load_card(card, overrides), module_logger());
  });
}

Array predict(Predictor& theory, const Array& theta) {
  const ParameterSets sets(theta, theory.parameter_names());
  Array result = sets.result({static_cast<py::ssize_t>(theory.n_points())});
  const auto out = values_of(result);
  without_gil([&] { theory.predict(sets.values(), sets.count(), out); });
  return result;
}

Array jacobian(Predictor& theory, const Array& theta) {
  const ParameterSets sets(theta, theory.parameter_names());
  Array result = sets.result({static_cast<py::ssize_t>(theory.n_points()),
                              static_cast<py::ssize_t>(theory.n_parameters())});
  const auto out = values_of(result);
  without_gil([&] { theory.jacobian(sets.values(), sets.count(), out); });
  return result;
}

py::object chi2(Predictor& theory, const Array& theta) {
  const ParameterSets sets(theta, theory.parameter_names());
  Array result = sets.result({});
  const auto out = values_of(result);
  without_gil([&] { theory.chi2(sets.values(), sets.count(), out); });
  return number_or_array(std::move(result));
}

py::tuple chi2_and_gradient(Predictor& theory, const Array& theta) {
  const ParameterSets sets(theta, theory.parameter_names());
  Array chi2 = sets.result({});
  Array gradient = sets.result({static_cast<py::ssize_t>(theory.n_parameters())});
  const auto value = values_of(chi2), slope = values_of(gradient);
  without_gil([&] { theory.chi2_and_gradient(sets.values(), sets.count(), value, slope); });
  return py::make_tuple(number_or_array(std::move(chi2)), std::move(gradient));
}

/// A column of numbers, one per point.
template <class Column>
Array column_of(const Measurements& data, Column&& column) {
  Array result(static_cast<py::ssize_t>(data.n_rows()));
  const auto out = values_of(result);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const RowAddress at = data.row(i);
    out[i] = column(data.datasets()[at.dataset], at.point);
  }
  return result;
}

py::dict points(const Predictor& theory) {
  const Measurements& data = theory.measurements();
  py::list names;
  for (std::size_t i = 0; i < data.n_rows(); ++i)
    names.append(data.datasets()[data.row(i).dataset].name);
  py::dict result;
  result["dataset"] = names;
  result["x"] = column_of(data, [](const Dataset& set, std::size_t point) { return set.x[point]; });
  result["Q2"] =
      column_of(data, [](const Dataset& set, std::size_t point) { return set.q2[point]; });
  result["y"] = column_of(
      data, [](const Dataset& set, std::size_t point) { return set.inelasticity(point); });
  result["value"] =
      column_of(data, [](const Dataset& set, std::size_t point) { return set.value[point]; });
  return result;
}

}  // namespace

void bind_theory(py::module_& module) {
  py::class_<Predictor> theory(module, "Theory", R"(Theory(card, overrides=())

Predictions and chi2 of a run card as functions of its free parameters.

card: path of the run card. overrides: texts "key.subkey=value", as --set takes them.
Data are read and kernels built or taken from the cache of the
card. Raises InputError or DataError with every mistake found.

theta has shape (n,) for one parameter set or (m, n) for several, in the order of
parameter_names; results of several sets have an axis of length m in front. A set without
predictions (a sum rule diverges, a value is not finite, a theory parameter beyond its bounds)
gives NaN, and chi2 = inf. Everything is serial: MPI is not needed. The GIL is released while
the core works; calls of one object take turns, those of different objects run side by side.)");
  theory
      .def(py::init(&make_theory), py::arg("card"),
           py::arg("overrides") = std::vector<std::string>{})
      .def_property_readonly("n_points", &Predictor::n_points, "Number of data points after cuts.")
      .def_property_readonly("points", &points, R"(Of every data point, in the order of predict:
dict of dataset (names), x, Q2 (GeV^2), y and the measured value.)")
      .def("predict", &predict, py::arg("theta"), R"(predict(theta) -> (n_points,) or (m, n_points)

Predictions in the units of the data (pb where they have one). Several sets share one matrix
product where the theory is fixed; every set has the bits of `fitpack predict`.)")
      .def("jacobian", &jacobian, py::arg("theta"),
           R"(jacobian(theta) -> (n_points, n) or (m, n_points, n)

Derivatives of the predictions with respect to the parameters, analytic.)")
      .def("chi2", &chi2, py::arg("theta"), R"(chi2(theta) -> float or (m,)

chi2 as the fit minimises it (shifts of correlated sources eliminated, log term and priors
included; samples of events count as -2 ln L). Several sets are evaluated together: they share
matrix products, and on a GPU (kernels.backend) everything is done there.)")
      .def("chi2_and_gradient", &chi2_and_gradient, py::arg("theta"),
           R"(chi2_and_gradient(theta) -> (float, (n,)) or ((m,), (m, n))

chi2 as the fit minimises it (shifts of correlated sources eliminated, log term and priors
included; samples of events count as -2 ln L) and its derivatives with respect to the parameters, analytic.)");
  add_shared_methods(theory);
}

}  // namespace fitpack::python
