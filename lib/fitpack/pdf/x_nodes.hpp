#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

/// Points in x, 0 < x <= 1, with the logarithms every parametrisation needs. At x = 1 every PDF
/// is zero by definition.
class XNodes {
 public:
  explicit XNodes(std::span<const double> x);
  /// Points so close to 1 that 1-x must be given as well.
  XNodes(std::span<const double> x, std::span<const double> one_minus_x);

  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] double x(std::size_t i) const { return x_[i]; }
  [[nodiscard]] double log_x(std::size_t i) const { return log_x_[i]; }
  [[nodiscard]] double log_one_minus_x(std::size_t i) const { return log_one_minus_x_[i]; }
  [[nodiscard]] bool at_one(std::size_t i) const { return one_minus_x_[i] <= 0.0; }

  [[nodiscard]] std::span<const double> x() const { return x_; }
  [[nodiscard]] std::span<const double> one_minus_x() const { return one_minus_x_; }
  [[nodiscard]] std::span<const double> log_x() const { return log_x_; }
  [[nodiscard]] std::span<const double> log_one_minus_x() const { return log_one_minus_x_; }

 private:
  std::vector<double> x_, one_minus_x_, log_x_, log_one_minus_x_;
};

/// Rows of a table of PDFs: the first column is the value, the next width - 1 the derivatives.
struct PdfRows {
  double* data = nullptr;  ///< row of the first node
  std::size_t width = 1;   ///< 1, or 1 + number of free parameters
  std::size_t stride = 1;  ///< doubles from one row to the next

  [[nodiscard]] std::span<double> row(std::size_t i) const { return {data + i * stride, width}; }
};

}  // namespace fitpack
