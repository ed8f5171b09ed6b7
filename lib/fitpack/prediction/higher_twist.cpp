#include "fitpack/prediction/higher_twist.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

HigherTwistPrediction::HigherTwistPrediction(std::unique_ptr<Prediction> leading,
                                             std::unique_ptr<Prediction> f2,
                                             Coefficients coefficients,
                                             std::vector<std::vector<HigherTwistPoint>> points)
    : leading_(std::move(leading)),
      f2_(std::move(f2)),
      coefficients_(coefficients),
      points_(std::move(points)) {
  FITPACK_EXPECTS(points_.size() == leading_->n_blocks() && points_.size() == f2_->n_blocks());
}

std::optional<BatchForm> HigherTwistPrediction::batch_form() const {
  std::vector<HigherTwistPoint> points;
  for (const auto& block : points_) points.insert(points.end(), block.begin(), block.end());
  return with_higher_twist_term(leading_->batch_form(), f2_->batch_form(), coefficients_,
                                std::move(points));
}

void HigherTwistPrediction::set_parameters(std::span<const double> theta) {
  leading_->set_parameters(theta);
  f2_->set_parameters(theta);
  for (std::size_t k = 0; k < h_.size(); ++k) h_[k] = coefficients_[k].at(theta);
}

std::array<double, 4> HigherTwistPrediction::weight(const HigherTwistPoint& point) const {
  const double power = std::pow(point.x, h_[1]) / point.q2;
  const double shape = power * (1.0 + h_[2] * point.x);
  return {h_[0] * shape, shape, h_[0] * shape * std::log(point.x), h_[0] * power * point.x};
}

void HigherTwistPrediction::values(std::size_t block, std::span<const double> f,
                                   std::span<double> theory) const {
  leading_->values(block, f, theory);
  std::vector<double> f2(n_rows(block));
  f2_->values(block, f, f2);
  for (std::size_t i = 0; i < f2.size(); ++i)
    theory[i] = std::fma(weight(points_[block][i])[0], f2[i], theory[i]);
}

void HigherTwistPrediction::values_and_derivatives(std::size_t block, std::span<const double> table,
                                                   std::size_t stride,
                                                   std::span<double> out) const {
  leading_->values_and_derivatives(block, table, stride, out);
  AlignedVector f2(n_rows(block) * stride);
  f2_->values_and_derivatives(block, table, stride, f2);
  for (std::size_t i = 0; i < n_rows(block); ++i) {
    const std::array<double, 4> w = weight(points_[block][i]);
    double* row = out.data() + i * stride;
    const double* f2_row = f2.data() + i * stride;
    for (std::size_t c = 0; c < stride; ++c) row[c] = std::fma(w[0], f2_row[c], row[c]);
    for (std::size_t k = 0; k < h_.size(); ++k)
      if (coefficients_[k].theta_index)
        row[1 + *coefficients_[k].theta_index] += w[1 + k] * f2_row[0];
  }
}

}  // namespace fitpack
