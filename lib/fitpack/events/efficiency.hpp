#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/core/plain_log.hpp"

namespace fitpack {

/// Position between two lines of a table: value = (1 − fraction) low + fraction high.
struct TablePlace {
  std::size_t low;
  double fraction;  ///< 0 to 1, in the logarithm
};
[[nodiscard, gnu::always_inline]] constexpr TablePlace table_place(std::span<const double> lines,
                                                                   double position) {
  const double inside = std::clamp(position, lines.front(), lines.back());
  const auto above = std::upper_bound(lines.begin() + 1, lines.end() - 1, inside);
  const auto low = static_cast<std::size_t>(above - lines.begin()) - 1;
  return {low, plain_log(inside / lines[low]) / plain_log(lines[low + 1] / lines[low])};
}

/// The values of an Efficiency, wherever they are kept.
struct EfficiencyTable {
  std::span<const double> x, q2, values;

  [[nodiscard, gnu::always_inline]] constexpr double operator()(double at_x, double at_q2) const {
    if (values.empty()) return 1.0;
    const TablePlace a = table_place(x, at_x), b = table_place(q2, at_q2);
    const double* row = values.data() + a.low * q2.size() + b.low;
    const double* next = row + q2.size();
    const double lower = row[0] + b.fraction * (row[1] - row[0]);
    const double upper = next[0] + b.fraction * (next[1] - next[0]);
    return lower + a.fraction * (upper - lower);
  }
};

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
  [[nodiscard]] EfficiencyTable table() const { return {x_, q2_, values_}; }
  /// Inside the table; outside, the value at its edge.
  [[nodiscard]] double operator()(double x, double q2) const { return table()(x, q2); }
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
