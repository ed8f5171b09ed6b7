#include "fitpack/qcd/convolution_matrix.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/quadrature.hpp"

namespace fitpack::qcd {

namespace {

// A panel's far end is at most this many times its near end from the singularity, and at most
// `largest_panel` long: the integrand is then smooth enough for the rule below.
constexpr double panel_ratio = 3.0;
constexpr double largest_panel = 2.0;
constexpr std::size_t panel_points = 20;
/// w = length t^grading on the panel that touches the singularity: ln^k(w) becomes harmless.
constexpr int grading = 5;
constexpr std::size_t graded_points = 32;

/// Accumulates the contributions of quadrature points to the rows of all kernels.
class RowBuilder {
 public:
  RowBuilder(const XGrid& grid, double x, std::span<const ConvolutionKernel> kernels)
      : grid_(grid),
        u_(std::log(x)),
        kernels_(kernels),
        rows_(kernels.size(), std::vector<double>(grid.size() + 1, 0.0)),
        subtracted_(kernels.size(), 0.0) {}

  void add_element(const XElement& element) {
    double near = element.u_low - u_;
    if (near < 1e-12) near = 0.0;
    const double end = element.u_high - u_;
    if (near == 0.0) {
      const double far = std::min(end, 1.0);
      static const GaussLegendre rule(graded_points);
      rule.for_each(0.0, 1.0, [&](double t, double weight) {
        const double t4 = std::pow(t, grading - 1);
        add_point(element, far * t4 * t, weight * far * grading * t4);
      });
      near = far;
    }
    static const GaussLegendre rule(panel_points);
    while (near < end) {
      double far = std::min({end, panel_ratio * near, near + largest_panel});
      if (end - far < 1e-3 * (far - near)) far = end;
      rule.for_each(near, far, [&](double w, double weight) { add_point(element, w, weight); });
      near = far;
    }
  }

  /// Adds the local terms and gives the rows without the column of x = 1.
  std::vector<std::vector<double>> finish(const Stencil& at_x) {
    const double log_1x = std::log1p(-std::exp(u_));
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
      double local = kernels_[k].delta - subtracted_[k];
      double power = 1.0;
      for (std::size_t l = 0; l < kernels_[k].plus.size(); ++l) {
        power *= log_1x;
        local += kernels_[k].plus[l] * power / static_cast<double>(l + 1);
      }
      for (std::size_t m = 0; m < at_x.weights.size(); ++m)
        rows_[k][at_x.first + m] += local * at_x.weights[m];
      rows_[k].pop_back();
    }
    return std::move(rows_);
  }

 private:
  void add_point(const XElement& element, double w, double weight) {
    const double z = std::exp(-w), one_minus_z = -std::expm1(-w);
    polynomials_.resize(element.order + 1);
    grid_.element_polynomials(element, u_ + w, polynomials_);
    const double log_1z = std::log(one_minus_z);
    for (std::size_t k = 0; k < kernels_.size(); ++k) {
      const ConvolutionKernel& kernel = kernels_[k];
      const double singular =
          (kernel.plus[0] +
           log_1z * (kernel.plus[1] + log_1z * (kernel.plus[2] + log_1z * kernel.plus[3]))) /
          one_minus_z;
      const double scale = weight * z;
      subtracted_[k] += scale * singular;
      // Close to z = 1 rounding of z would make 1 − z vanish inside the formulas.
      const double regular = kernel.regular && one_minus_z > 1e-13 ? kernel.regular(z) : 0.0;
      const double value = scale * (singular + regular);
      double* row = rows_[k].data() + element.first_node;
      for (std::size_t m = 0; m <= element.order; ++m) row[m] += value * polynomials_[m];
    }
  }

  const XGrid& grid_;
  double u_;
  std::span<const ConvolutionKernel> kernels_;
  std::vector<std::vector<double>> rows_;
  std::vector<double> subtracted_;
  std::vector<double> polynomials_;
};

}  // namespace

std::vector<std::vector<double>> convolution_rows(const XGrid& grid, double x,
                                                  std::span<const ConvolutionKernel> kernels) {
  RowBuilder builder(grid, x, kernels);
  const double u = std::log(x);
  for (const XElement& element : grid.elements())
    if (u < element.u_high - 1e-14) builder.add_element(element);
  return builder.finish(grid.stencil(x));
}

std::vector<Matrix> convolution_matrices(const XGrid& grid,
                                         std::span<const ConvolutionKernel> kernels) {
  const auto n = static_cast<Eigen::Index>(grid.size());
  std::vector<Matrix> matrices(kernels.size(), Matrix(n, n));
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto rows = convolution_rows(grid, grid.nodes()[static_cast<std::size_t>(i)], kernels);
    for (std::size_t k = 0; k < kernels.size(); ++k)
      matrices[k].row(i) = Eigen::Map<const Eigen::RowVectorXd>(rows[k].data(), n);
  }
  return matrices;
}

}  // namespace fitpack::qcd
