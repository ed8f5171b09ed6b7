#include "arrays.hpp"

#include <pybind11/stl.h>

namespace fitpack::python {

Shape shape_of(const py::array& array) { return {array.shape(), array.shape() + array.ndim()}; }

std::string shape_text(const Shape& shape) {
  return py::str(py::tuple(py::cast(shape))).cast<std::string>();
}

void require_shape(const py::array& array, const Shape& expected, const char* name) {
  if (shape_of(array) != expected)
    throw py::value_error(std::string(name) + " has shape " + shape_text(shape_of(array)) +
                          "; expected " + shape_text(expected));
}

std::span<const double> list_of(const Array& array, const char* name) {
  if (array.ndim() > 1)
    throw py::value_error(std::string(name) + " has shape " + shape_text(shape_of(array)) +
                          "; expected a number or one dimension");
  return values_of(array);
}

ParameterSets::ParameterSets(Array theta, const std::vector<std::string>& names)
    : theta_(std::move(theta)), n_(names.size()), several_(theta_.ndim() == 2) {
  const auto dimensions = theta_.ndim();
  if ((dimensions != 1 && dimensions != 2) ||
      static_cast<std::size_t>(theta_.shape(dimensions - 1)) != n_) {
    const std::string n = std::to_string(n_);
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    throw py::value_error("theta has shape " + shape_text(shape_of(theta_)) + "; expected (" + n +
                          ",) or (m, " + n + "), the free parameters: " + list);
  }
  if (several_) count_ = static_cast<std::size_t>(theta_.shape(0));
}

Shape ParameterSets::shape(Shape one) const {
  if (several_) one.insert(one.begin(), static_cast<py::ssize_t>(count_));
  return one;
}

py::object number_or_array(Array array) {
  if (array.ndim() == 0) return py::float_(*array.data());
  return array;
}

}  // namespace fitpack::python
