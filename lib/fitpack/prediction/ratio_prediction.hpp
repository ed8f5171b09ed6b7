#pragma once

#include <memory>
#include <vector>

#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Predictions some of whose rows are ratios of two predictions:
///   T = N/D,  ∂T = (∂N − T ∂D)/D.
/// The other rows are N itself. D = 0 gives a value that is not finite, which the minimiser
/// rejects.
class RatioPrediction final : public Prediction {
 public:
  /// `denominator` has the blocks and rows of `numerator`; `ratios`: rows of each local block that
  /// are ratios, ascending. The denominator's other rows are not read.
  RatioPrediction(std::unique_ptr<Prediction> numerator, std::unique_ptr<Prediction> denominator,
                  std::vector<std::vector<std::size_t>> ratios);

  [[nodiscard]] std::size_t n_columns() const override { return numerator_->n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return numerator_->n_blocks(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return numerator_->n_rows(block);
  }
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> theta) override;
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  std::unique_ptr<Prediction> numerator_, denominator_;
  std::vector<std::vector<std::size_t>> ratios_;
};

}  // namespace fitpack
