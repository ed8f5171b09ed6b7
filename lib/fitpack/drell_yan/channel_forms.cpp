#include "fitpack/drell_yan/channel_forms.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "fitpack/core/quadrature.hpp"
#include "fitpack/qcd/convolution_matrix.hpp"

namespace fitpack::drell_yan {

namespace {

constexpr std::size_t panel_points = 20;
/// After the first, a panel's far end is at most this many times its near end from a = 1, where
/// 1/(1−a) is singular.
constexpr double panel_ratio = 3.0;
/// Elements that begin this close to x begin at x.
constexpr double rounding = 1e-12;

/// Quadrature of ∫_x^1 da g(a) F(x/a) for F interpolated on the grid.
class Direction {
 public:
  struct Point {
    double a, one_minus_a, weight;
    std::size_t first;                ///< node of the first polynomial, in the window
    std::vector<double> polynomials;  ///< without that of the node x = 1
  };

  Direction(const XGrid& grid, double x)
      : window_(window_above(grid, x)), log_1x_(std::log1p(-x)), at_x_(window_.size, 0.0) {
    const double u = std::log(x);
    for (const XElement& element : grid.elements())
      if (element.u_high - u > rounding) add_element(grid, element, u);
    const Stencil stencil = grid.stencil(x);
    for (std::size_t m = 0; m < stencil.weights.size(); ++m)
      at_x_[stencil.first + m - window_.first] = stencil.weights[m];
    local_ = log_1x_;
    for (const Point& p : points_) local_ -= p.weight / p.one_minus_a;
  }

  [[nodiscard]] NodeWindow window() const { return window_; }
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  /// F(x) as weights of the nodes.
  [[nodiscard]] const std::vector<double>& at_x() const { return at_x_; }
  /// What the plus distribution [1/(1−a)]₊ adds at a = 1 to its quadrature with 1/(1−a).
  [[nodiscard]] double local() const { return local_; }

  /// ∫ da g(a) F(x/a) as weights of the nodes.
  [[nodiscard]] std::vector<double> integral(const std::function<double(const Point&)>& g) const {
    std::vector<double> sum(window_.size, 0.0);
    for (const Point& p : points_) add(p, p.weight * g(p), sum);
    return sum;
  }
  static void add(const Point& p, double value, std::span<double> sum) {
    for (std::size_t m = 0; m < p.polynomials.size(); ++m)
      sum[p.first + m] += value * p.polynomials[m];
  }

 private:
  void add_element(const XGrid& grid, const XElement& element, double u) {
    double near = std::max(0.0, element.u_low - u);
    if (near < rounding) near = 0.0;
    const double end = element.u_high - u;
    static const GaussLegendre rule(panel_points);
    while (near < end) {
      double far = near == 0.0 ? end : std::min(end, panel_ratio * near);
      if (end - far < 1e-3 * (far - near)) far = end;
      rule.for_each(near, far,
                    [&](double w, double weight) { add_point(grid, element, u, w, weight); });
      near = far;
    }
  }

  void add_point(const XGrid& grid, const XElement& element, double u, double w, double weight) {
    Point p{std::exp(-w), -std::expm1(-w), weight * std::exp(-w),
            element.first_node - window_.first, std::vector<double>(element.order + 1)};
    grid.element_polynomials(element, u + w, p.polynomials);
    if (element.first_node + element.order == grid.size()) p.polynomials.pop_back();
    points_.push_back(std::move(p));
  }

  NodeWindow window_;
  double log_1x_, local_ = 0.0;
  std::vector<double> at_x_;
  std::vector<Point> points_;
};

/// B += weight · left ⊗ right.
void add_outer(BilinearForm& form, double weight, std::span<const double> left,
               std::span<const double> right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    const double scaled = weight * left[i];
    if (scaled == 0.0) continue;
    for (std::size_t j = 0; j < right.size(); ++j) form.at(i, j) += scaled * right[j];
  }
}

using Point = Direction::Point;

/// B += ∫∫ da db g(a, b) F1(x1/a) F2(x2/b).
template <class Density>
void add_integral(BilinearForm& form, const Direction& left, const Direction& right,
                  Density density) {
  std::vector<double> row(right.window().size);
  for (const Point& p : left.points()) {
    std::ranges::fill(row, 0.0);
    for (const Point& q : right.points())
      Direction::add(q, p.weight * q.weight * density(p, q), row);
    for (std::size_t m = 0; m < p.polynomials.size(); ++m)
      for (std::size_t j = 0; j < row.size(); ++j)
        form.at(p.first + m, j) += p.polynomials[m] * row[j];
  }
}

/// The kernel's convolution with F at x over the nodes of the window.
std::vector<double> side_row(const XGrid& grid, double x, const qcd::ConvolutionKernel& kernel,
                             NodeWindow window) {
  const auto rows = qcd::convolution_rows(grid, x, {&kernel, 1});
  const auto begin = rows.front().begin() + static_cast<std::ptrdiff_t>(window.first);
  return {begin, rows.front().end()};
}

BilinearForm quark_antiquark(const XGrid& grid, const CoefficientFunctions& c, MomentumFractions x,
                             const Direction& left, const Direction& right,
                             double alphas_over_2pi) {
  BilinearForm form(left.window(), right.window());
  add_integral(form, left, right, [&](const Point& p, const Point& q) {
    return c.qq_plus(p.a, q.a) / (p.one_minus_a * q.one_minus_a) + c.qq_regular(p.a, q.a);
  });
  const auto plus_left =
      left.integral([&](const Point& p) { return c.qq_plus(p.a, 1.0) / p.one_minus_a; });
  auto to_left = side_row(grid, x.x1, c.exchanged().qq_side(), left.window());
  for (std::size_t i = 0; i < to_left.size(); ++i) to_left[i] += right.local() * plus_left[i];
  const auto plus_right =
      right.integral([&](const Point& q) { return c.qq_plus(1.0, q.a) / q.one_minus_a; });
  auto to_right = side_row(grid, x.x2, c.qq_side(), right.window());
  for (std::size_t j = 0; j < to_right.size(); ++j) to_right[j] += left.local() * plus_right[j];
  add_outer(form, 1.0, to_left, right.at_x());
  add_outer(form, 1.0, left.at_x(), to_right);
  add_outer(form,
            CoefficientFunctions::qq_delta() + c.qq_plus(1.0, 1.0) * left.local() * right.local(),
            left.at_x(), right.at_x());
  for (double& element : form.elements()) element *= alphas_over_2pi;
  add_outer(form, 1.0, left.at_x(), right.at_x());
  return form;
}

BilinearForm quark_gluon(const XGrid& grid, const CoefficientFunctions& c, double x2,
                         const Direction& left, const Direction& right, double alphas_over_2pi) {
  BilinearForm form(left.window(), right.window());
  add_integral(form, left, right, [&](const Point& p, const Point& q) {
    return c.qg_plus(p.a, q.a) / p.one_minus_a + c.qg_regular(p.a, q.a);
  });
  const auto plus = right.integral([&](const Point& q) { return c.qg_plus(1.0, q.a); });
  auto to_right = side_row(grid, x2, c.qg_side(), right.window());
  for (std::size_t j = 0; j < to_right.size(); ++j) to_right[j] += left.local() * plus[j];
  add_outer(form, 1.0, left.at_x(), to_right);
  for (double& element : form.elements()) element *= alphas_over_2pi;
  return form;
}

BilinearForm transposed(const BilinearForm& form) {
  BilinearForm result(form.right(), form.left());
  for (std::size_t i = 0; i < form.left().size; ++i)
    for (std::size_t j = 0; j < form.right().size; ++j) result.at(j, i) = form.at(i, j);
  return result;
}

}  // namespace

NodeWindow window_above(const XGrid& grid, double x) {
  const std::size_t first = grid.stencil(x).first;
  return {first, grid.size() - first};
}

ChannelForms channel_forms(const XGrid& grid, Variable variable, MomentumFractions x,
                           Strength strength) {
  const CoefficientFunctions c(variable, x, strength.log_scale);
  const Direction beam(grid, x.x1), target(grid, x.x2);
  const double a = strength.alphas_over_2pi;
  return {quark_antiquark(grid, c, x, beam, target, a), quark_gluon(grid, c, x.x2, beam, target, a),
          transposed(quark_gluon(grid, c.exchanged(), x.x1, target, beam, a))};
}

}  // namespace fitpack::drell_yan
