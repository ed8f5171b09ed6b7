#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// A fixed quadrature for ∫₀¹ dx x^{n−1} x^B (1−x)^C N(x), N smooth in ln x: Gauss-Legendre panels
/// in −ln x up to x = 1/2, above in (2(1−x))^{1/4}, which takes the power C along. Below the last
/// point, x = e^{−640}, N is taken as constant, which adds x^p/p with p = B + n. Nodes do not
/// depend on B and C, so that derivatives of the sum are exact. The same for every form.
class MomentRule {
 public:
  MomentRule();

  [[nodiscard]] const XNodes& nodes() const { return nodes_; }
  /// Weight of node i for ∫ dx/x; the last node is where the tail begins and has none.
  [[nodiscard]] double weight(std::size_t i) const { return weights_[i]; }
  [[nodiscard]] std::size_t tail() const { return weights_.size() - 1; }

 private:
  std::vector<double> weights_;
  XNodes nodes_;
};

/// The rule, made once.
[[nodiscard]] const MomentRule& moment_rule();

}  // namespace fitpack
