#pragma once

#include <pybind11/numpy.h>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

/// NumPy arrays at the border. A contiguous array of doubles is used as it is, anything else that
/// NumPy can turn into one is converted; results are arrays that own their memory, filled in place.
namespace fitpack::python {

namespace py = pybind11;

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Shape = std::vector<py::ssize_t>;

[[nodiscard]] Shape shape_of(const py::array& array);
/// "(3, 14)".
[[nodiscard]] std::string shape_text(const Shape& shape);
[[nodiscard]] inline std::span<const double> values_of(const Array& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}
[[nodiscard]] inline std::span<double> values_of(Array& array) {
  return {array.mutable_data(), static_cast<std::size_t>(array.size())};
}
/// Throws ValueError naming the expected shape.
void require_shape(const py::array& array, const Shape& expected, const char* name);
/// One dimension; a number counts as an array of one element. Throws ValueError.
[[nodiscard]] std::span<const double> list_of(const Array& array, const char* name);

/// The argument theta: shape (n,) for one parameter set, (m, n) for several.
class ParameterSets {
 public:
  /// Throws ValueError naming the expected shape and the parameters.
  ParameterSets(Array theta, const std::vector<std::string>& names);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::span<const double> values() const { return values_of(theta_); }
  [[nodiscard]] std::span<const double> set(std::size_t k) const {
    return values().subspan(k * n_, n_);
  }
  /// `one` is the shape of a result for one set; several have an axis in front.
  [[nodiscard]] Shape shape(Shape one) const;
  [[nodiscard]] Array result(Shape one) const { return Array(shape(std::move(one))); }

 private:
  Array theta_;
  std::size_t n_;
  std::size_t count_ = 1;
  bool several_ = false;
};

/// A result for one set without axes of its own is a number, not an array of none.
[[nodiscard]] py::object number_or_array(Array array);

}  // namespace fitpack::python
