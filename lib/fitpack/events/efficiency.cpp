#include "fitpack/events/efficiency.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

bool ascends(const std::vector<double>& lines) {
  return lines.size() >= 2 && lines.front() > 0.0 &&
         std::ranges::adjacent_find(lines, std::greater_equal<>()) == lines.end();
}

}  // namespace

Efficiency::Efficiency(std::vector<double> x, std::vector<double> q2, std::vector<double> values)
    : x_(std::move(x)), q2_(std::move(q2)), values_(std::move(values)) {
  if (!ascends(x_) || !ascends(q2_))
    throw InputError("the efficiency needs two or more positive, ascending values of x and of Q2");
  if (values_.size() != x_.size() * q2_.size())
    throw InputError("the efficiency has " + std::to_string(values_.size()) + " values, but " +
                     std::to_string(x_.size()) + " lines in x and " + std::to_string(q2_.size()) +
                     " in Q2; give one row of values for each x");
  const auto wrong = std::ranges::find_if(values_, [](double e) { return !(e > 0.0 && e <= 1.0); });
  if (wrong != values_.end())
    throw InputError("the efficiency " + std::to_string(*wrong) +
                     " is not in (0, 1]; cut phase space where nothing is recorded");
}

Efficiency::Slope Efficiency::slope(double x, double q2) const {
  if (is_one()) return {};
  const TablePlace a = table_place(x_, x), b = table_place(q2_, q2);
  const double* row = values_.data() + a.low * q2_.size() + b.low;
  const double* next = row + q2_.size();
  const double along_x = next[0] - row[0] + b.fraction * (next[1] - next[0] - row[1] + row[0]);
  const double along_q2 = row[1] - row[0] + a.fraction * (next[1] - next[0] - row[1] + row[0]);
  Slope result;
  if (x > x_.front() && x < x_.back())
    result.x = along_x / (x * std::log(x_[a.low + 1] / x_[a.low]));
  if (q2 > q2_.front() && q2 < q2_.back())
    result.q2 = along_q2 / (q2 * std::log(q2_[b.low + 1] / q2_[b.low]));
  return result;
}

double Efficiency::upper_bound(double x_low, double x_high, double q2_low, double q2_high) const {
  if (is_one()) return 1.0;
  const std::size_t a0 = table_place(x_, x_low).low, a1 = table_place(x_, x_high).low + 1;
  const std::size_t b0 = table_place(q2_, q2_low).low, b1 = table_place(q2_, q2_high).low + 1;
  double largest = 0.0;
  for (std::size_t a = a0; a <= a1; ++a)
    for (std::size_t b = b0; b <= b1; ++b) largest = std::max(largest, values_[a * q2_.size() + b]);
  return largest;
}

}  // namespace fitpack
