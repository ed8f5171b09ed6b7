#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

/// Interpolation of a function from a few consecutive nodes: value = Σ_m weights[m] f[first + m].
struct Stencil {
  std::size_t first = 0;
  std::vector<double> weights;
};

/// One element of the x-grid: Chebyshev points of the second kind in u = ln x, both ends included.
struct XElement {
  double u_low, u_high;    ///< limits in ln x
  std::size_t first_node;  ///< index of the node at u_low
  std::size_t order;       ///< polynomial degree: order + 1 points
};

/// The nodes in x on which PDFs, evolution operators and kernels live.
///
/// Piecewise polynomial interpolation in ln x on Chebyshev points. Neighbouring elements share the
/// node at their border. A momentum density vanishes at x = 1, so the node there is no unknown and
/// is left out; its value is zero. Nodes ascend in x. Spectral accuracy: about 60 nodes give 1e-7
/// where a uniform grid with cubic splines needs several hundred (docs/decisions/0001-…).
class XGrid {
 public:
  /// Elements that cover [x_min, 1]; x_min in (0, 0.1].
  explicit XGrid(double x_min);
  /// Elements with these borders (ascending, last 1) and degrees, for studies.
  XGrid(std::span<const double> borders, std::span<const std::size_t> orders);

  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::span<const double> nodes() const { return nodes_; }
  [[nodiscard]] std::span<const XElement> elements() const { return elements_; }
  [[nodiscard]] double x_min() const { return nodes_.front(); }

  /// Weights of the nodes that carry the value at x in [x_min, 1]. A node itself has weight one.
  [[nodiscard]] Stencil stencil(double x) const;
  /// Values of the element's order + 1 Lagrange polynomials at u = ln x, also of the node at x = 1.
  void element_polynomials(const XElement& element, double u, std::span<double> values) const;
  /// Value at x of the function with these values on the nodes.
  [[nodiscard]] double interpolate(std::span<const double> values, double x) const;
  /// ∫ from x_min to 1 of F(x) x^{power} dx for the interpolated F, as weights of the nodes.
  [[nodiscard]] std::vector<double> moment_weights(double power) const {
    return integral_weights(x_min(), power);
  }
  /// The same from x to 1.
  [[nodiscard]] std::vector<double> integral_weights(double x, double power) const;

 private:
  void build(std::span<const double> borders, std::span<const std::size_t> orders);
  std::vector<XElement> elements_;
  std::vector<double> nodes_;
};

}  // namespace fitpack
