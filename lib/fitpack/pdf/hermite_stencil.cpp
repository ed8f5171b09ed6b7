#include "fitpack/pdf/hermite_stencil.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

constexpr std::size_t least_for_cubic = 4;

/// The slope at one knot as weights of its neighbours and itself.
class SlopeAdder {
 public:
  SlopeAdder(std::span<const double> t, Stencil& out) : t_(t), out_(out) {}

  void add(std::size_t knot, double factor) {
    const bool left = knot > 0, right = knot + 1 < t_.size();
    const double share = left && right ? 0.5 : 1.0;
    if (left) quotient(knot - 1, share * factor);
    if (right) quotient(knot, share * factor);
  }

 private:
  void quotient(std::size_t k, double factor) {
    const double weight = factor / (t_[k + 1] - t_[k]);
    out_.weights[k + 1 - out_.first] += weight;
    out_.weights[k - out_.first] -= weight;
  }
  std::span<const double> t_;
  Stencil& out_;
};

}  // namespace

Stencil hermite_stencil(std::span<const double> t, double at) {
  FITPACK_EXPECTS(t.size() >= 2);
  const auto above = std::upper_bound(t.begin() + 1, t.end() - 1, at);
  const auto cell = static_cast<std::size_t>(above - t.begin()) - 1;
  const double width = t[cell + 1] - t[cell], s = (at - t[cell]) / width;
  if (t.size() < least_for_cubic) return {cell, {1.0 - s, s}};
  const std::size_t first = cell > 0 ? cell - 1 : 0;
  const std::size_t last = std::min(cell + 2, t.size() - 1);
  Stencil result{first, std::vector<double>(last - first + 1, 0.0)};
  const double r = 1.0 - s;
  result.weights[cell - first] += r * r * (1.0 + 2.0 * s);
  result.weights[cell + 1 - first] += s * s * (3.0 - 2.0 * s);
  SlopeAdder slopes(t, result);
  slopes.add(cell, width * s * r * r);
  slopes.add(cell + 1, -width * s * s * r);
  return result;
}

}  // namespace fitpack
