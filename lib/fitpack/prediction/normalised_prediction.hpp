#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "fitpack/prediction/prediction.hpp"
#include "fitpack/prediction/row_corrections.hpp"

namespace fitpack {

/// Predictions T/N of data sets whose normalisation N is a parameter of the fit: what measurements
/// of a wrong normalisation would be. As T/n_e in the χ² of arXiv:2101.04664.
class NormalisedPrediction final : public Prediction {
 public:
  /// `of_rows`: of every row of every local block, the number of its normalisation; none: N = 1.
  NormalisedPrediction(std::unique_ptr<Prediction> prediction,
                       std::vector<NormalisationValue> normalisations,
                       std::vector<std::vector<std::optional<std::size_t>>> of_rows);

  [[nodiscard]] std::size_t n_columns() const override { return prediction_->n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return prediction_->n_blocks(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return prediction_->n_rows(block);
  }
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> theta) override;
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  std::unique_ptr<Prediction> prediction_;
  std::vector<NormalisationValue> normalisations_;
  std::vector<std::vector<std::optional<std::size_t>>> of_rows_;
  std::vector<double> n_;  ///< at the θ set last
};

}  // namespace fitpack
