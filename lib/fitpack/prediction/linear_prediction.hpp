#pragma once

#include <type_traits>
#include <utility>

#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/kernel/single_kernel.hpp"
#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// T = K f with fixed theory: no parameter but those of the PDFs.
template <class Kernel>
class FixedPrediction final : public Prediction {
 public:
  explicit FixedPrediction(Kernel kernel) : kernel_(std::move(kernel)) {}

  [[nodiscard]] std::size_t n_columns() const override { return kernel_.n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return kernel_.n_blocks(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return kernel_.n_rows(block);
  }
  [[nodiscard]] bool depends_on_pdfs_alone() const override { return true; }
  [[nodiscard]] const LinearKernel* linear_kernel() const override {
    if constexpr (std::is_same_v<Kernel, LinearKernel>) return &kernel_;
    return nullptr;
  }
  [[nodiscard]] std::optional<BatchForm> batch_form() const override {
    return form_of_kernel(kernel_);
  }
  void set_parameters(std::span<const double> /*theta*/) override {}
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override {
    kernel_.apply(block, f, theory);
  }
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override {
    kernel_.apply_table(block, table, stride, out);
  }

 private:
  Kernel kernel_;
};

using LinearPrediction = FixedPrediction<LinearKernel>;
using SinglePrediction = FixedPrediction<SingleKernel>;  ///< kernel in single precision

}  // namespace fitpack
