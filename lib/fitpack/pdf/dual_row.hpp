#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

/// A number with its gradient: [value, ∂/∂θ_0, ∂/∂θ_1, …]. A row of length 1 is a value alone, so
/// that one formula serves evaluations with and without derivatives.
using DualRow = std::span<double>;
using ConstDualRow = std::span<const double>;

/// sum += sign · a · b
inline void add_product(DualRow sum, ConstDualRow a, ConstDualRow b, double sign = 1.0) {
  sum[0] += sign * (a[0] * b[0]);
  for (std::size_t q = 1; q < sum.size(); ++q) sum[q] += sign * (a[0] * b[q] + a[q] * b[0]);
}

/// sum += factor · a
inline void add_scaled(DualRow sum, ConstDualRow a, double factor) {
  for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += factor * a[q];
}

/// numerator /= denominator
inline void divide(DualRow numerator, ConstDualRow denominator) {
  const double inverse = 1.0 / denominator[0];
  numerator[0] *= inverse;
  for (std::size_t q = 1; q < numerator.size(); ++q) {
    numerator[q] = (numerator[q] - numerator[0] * denominator[q]) * inverse;
  }
}

/// Adds d to the derivative in the given column; column 0 is a quantity that does not vary.
inline void add_derivative(DualRow row, std::size_t column, double d) {
  if (column != 0 && row.size() > 1) row[column] += d;
}

/// Several rows of one width in one allocation, all zero at first.
class DualRows {
 public:
  DualRows(std::size_t n_rows, std::size_t width) : width_(width), data_(n_rows * width, 0.0) {}
  [[nodiscard]] DualRow operator[](std::size_t i) {
    return DualRow(data_).subspan(i * width_, width_);
  }
  [[nodiscard]] ConstDualRow operator[](std::size_t i) const {
    return ConstDualRow(data_).subspan(i * width_, width_);
  }
  [[nodiscard]] std::size_t width() const { return width_; }

 private:
  std::size_t width_;
  std::vector<double> data_;
};

}  // namespace fitpack
