#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/prediction/prediction.hpp"
#include "fitpack/prediction/row_corrections.hpp"

namespace fitpack {

/// Predictions with the dynamical higher-twist term of F2:
///   F2 → F2 (1 + H(x)/Q²),  H(x) = h0 x^h1 (1 + h2 x)  in GeV²,
/// the form of arXiv:1602.03154. `f2` predicts the F2 part of the observables alone:
///   T = T_leading + H(x)/Q² T_F2.
class HigherTwistPrediction final : public Prediction {
 public:
  using Coefficients = HigherTwistCoefficients;

  /// `points`: of every row of every local block.
  HigherTwistPrediction(std::unique_ptr<Prediction> leading, std::unique_ptr<Prediction> f2,
                        Coefficients coefficients,
                        std::vector<std::vector<HigherTwistPoint>> points);

  [[nodiscard]] std::size_t n_columns() const override { return leading_->n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return leading_->n_blocks(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return leading_->n_rows(block);
  }
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> theta) override;
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  /// H(x)/Q² and its derivatives with respect to h0, h1, h2.
  [[nodiscard]] std::array<double, 4> weight(const HigherTwistPoint& point) const;

  std::unique_ptr<Prediction> leading_, f2_;
  Coefficients coefficients_;
  std::vector<std::vector<HigherTwistPoint>> points_;
  std::array<double, 3> h_{};
};

}  // namespace fitpack
