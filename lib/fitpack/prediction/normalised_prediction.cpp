#include "fitpack/prediction/normalised_prediction.hpp"

#include "fitpack/core/contracts.hpp"

namespace fitpack {

NormalisedPrediction::NormalisedPrediction(
    std::unique_ptr<Prediction> prediction, std::vector<NormalisationValue> normalisations,
    std::vector<std::vector<std::optional<std::size_t>>> of_rows)
    : prediction_(std::move(prediction)),
      normalisations_(std::move(normalisations)),
      of_rows_(std::move(of_rows)) {
  FITPACK_EXPECTS(of_rows_.size() == prediction_->n_blocks());
  for (const NormalisationValue& norm : normalisations_) n_.push_back(norm.constant);
}

std::optional<BatchForm> NormalisedPrediction::batch_form() const {
  std::vector<int> of_rows;
  for (const auto& block : of_rows_)
    for (const auto& norm : block) of_rows.push_back(norm ? static_cast<int>(*norm) : -1);
  return divided_by(prediction_->batch_form(), normalisations_, std::move(of_rows));
}

void NormalisedPrediction::set_parameters(std::span<const double> theta) {
  prediction_->set_parameters(theta);
  for (std::size_t k = 0; k < n_.size(); ++k) n_[k] = normalisations_[k].at(theta);
}

void NormalisedPrediction::values(std::size_t block, std::span<const double> f,
                                  std::span<double> theory) const {
  prediction_->values(block, f, theory);
  for (std::size_t i = 0; i < of_rows_[block].size(); ++i)
    if (const auto& norm = of_rows_[block][i]) theory[i] /= n_[*norm];
}

void NormalisedPrediction::values_and_derivatives(std::size_t block, std::span<const double> table,
                                                  std::size_t stride, std::span<double> out) const {
  prediction_->values_and_derivatives(block, table, stride, out);
  for (std::size_t i = 0; i < of_rows_[block].size(); ++i) {
    const auto& norm = of_rows_[block][i];
    if (!norm) continue;
    double* row = out.data() + i * stride;
    for (std::size_t c = 0; c < stride; ++c) row[c] /= n_[*norm];
    // ∂(T/N)/∂N = -(T/N)/N
    if (const auto index = normalisations_[*norm].theta_index)
      row[1 + *index] -= row[0] / n_[*norm];
  }
}

}  // namespace fitpack
