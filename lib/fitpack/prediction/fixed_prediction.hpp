#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Predictions that were made elsewhere and depend on no parameter: those of a PDF set.
class FixedPrediction final : public Prediction {
 public:
  /// Values by block; `n_columns`: length of the f that the caller has, which is not used.
  FixedPrediction(std::size_t n_columns, std::vector<std::vector<double>> values)
      : n_columns_(n_columns), values_(std::move(values)) {}

  [[nodiscard]] std::size_t n_columns() const override { return n_columns_; }
  [[nodiscard]] std::size_t n_blocks() const override { return values_.size(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return values_[block].size();
  }
  void set_parameters(std::span<const double> /*theta*/) override {}
  void values(std::size_t block, std::span<const double> /*f*/,
              std::span<double> theory) const override {
    std::ranges::copy(values_[block], theory.begin());
  }
  void values_and_derivatives(std::size_t block, std::span<const double> /*table*/,
                              std::size_t stride, std::span<double> out) const override {
    std::ranges::fill(out, 0.0);
    for (std::size_t i = 0; i < values_[block].size(); ++i) out[i * stride] = values_[block][i];
  }

 private:
  std::size_t n_columns_;
  std::vector<std::vector<double>> values_;
};

}  // namespace fitpack
