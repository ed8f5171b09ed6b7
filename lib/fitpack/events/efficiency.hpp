#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

/// Probability that an event at (x, Q²) is recorded: a table, bilinear in ln x and ln Q². Without a
/// table it is one.
class Efficiency {
 public:
  Efficiency() = default;
  /// `values`: x.size() × q2.size(), row-major, positive; x and Q² (GeV²) ascend. Throws InputError
  /// where the table does not hold together.
  Efficiency(std::vector<double> x, std::vector<double> q2, std::vector<double> values);

  [[nodiscard]] bool is_one() const { return values_.empty(); }
  [[nodiscard]] std::span<const double> x() const { return x_; }
  [[nodiscard]] std::span<const double> q2() const { return q2_; }
  [[nodiscard]] std::span<const double> values() const { return values_; }
  /// Inside the table; outside, the value at its edge.
  [[nodiscard]] double operator()(double x, double q2) const;
  /// No smaller than any value in a box.
  [[nodiscard]] double upper_bound(double x_low, double x_high, double q2_low,
                                   double q2_high) const;
  /// Derivatives with respect to x and Q²; zero outside, one-sided at the lines of the table.
  struct Slope {
    double x = 0.0, q2 = 0.0;
  };
  [[nodiscard]] Slope slope(double x, double q2) const;

 private:
  std::vector<double> x_, q2_, values_;
};

}  // namespace fitpack
