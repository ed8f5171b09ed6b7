#include "fitpack/prediction/ratio_prediction.hpp"

#include <utility>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/core/contracts.hpp"

namespace fitpack {

RatioPrediction::RatioPrediction(std::unique_ptr<Prediction> numerator,
                                 std::unique_ptr<Prediction> denominator,
                                 std::vector<std::vector<std::size_t>> ratios)
    : numerator_(std::move(numerator)),
      denominator_(std::move(denominator)),
      ratios_(std::move(ratios)) {
  FITPACK_EXPECTS(denominator_->n_blocks() == n_blocks() && ratios_.size() == n_blocks());
}

std::optional<BatchForm> RatioPrediction::batch_form() const {
  std::vector<std::size_t> rows;
  std::size_t first = 0;
  for (std::size_t b = 0; b < n_blocks(); first += n_rows(b++))
    for (const std::size_t i : ratios_[b]) rows.push_back(first + i);
  return with_denominator(numerator_->batch_form(), denominator_->batch_form(), rows);
}

void RatioPrediction::set_parameters(std::span<const double> theta) {
  numerator_->set_parameters(theta);
  denominator_->set_parameters(theta);
}

void RatioPrediction::values(std::size_t block, std::span<const double> f,
                             std::span<double> theory) const {
  numerator_->values(block, f, theory);
  if (ratios_[block].empty()) return;
  std::vector<double> below(theory.size());
  denominator_->values(block, f, below);
  for (const std::size_t i : ratios_[block]) theory[i] /= below[i];
}

void RatioPrediction::values_and_derivatives(std::size_t block, std::span<const double> table,
                                             std::size_t stride, std::span<double> out) const {
  numerator_->values_and_derivatives(block, table, stride, out);
  if (ratios_[block].empty()) return;
  AlignedVector below(n_rows(block) * stride);
  denominator_->values_and_derivatives(block, table, stride, below);
  for (const std::size_t i : ratios_[block]) {
    double* row = out.data() + i * stride;
    const double* d = below.data() + i * stride;
    const double ratio = row[0] / d[0];
    for (std::size_t k = 1; k < stride; ++k) row[k] = (row[k] - ratio * d[k]) / d[0];
    row[0] = ratio;
  }
}

}  // namespace fitpack
