#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/kernel/batch_products.hpp"

namespace fitpack {

/// Predictions of many parameter sets for the rows of this rank, on the backend of the card
/// (kernels.backend). The sets share matrix products: on the processor at fixed theory, on a GPU
/// wherever predictions are a BatchForm. Local.
class BatchPredictor {
 public:
  /// The analysis must outlive the object, and nobody evaluates its objective meanwhile.
  BatchPredictor(Analysis& analysis, const Logger& logger);

  [[nodiscard]] std::size_t n_rows() const { return n_rows_; }  ///< of this rank
  /// What made the batches so far: "CPU", "GPU 0 (…)".
  [[nodiscard]] std::string backend() const { return products_ ? products_->description() : "CPU"; }

  /// PDFs of the sets, f[set][value]; valid[set]: whether there are any, else f of the set is void.
  void pdfs(std::span<const double> thetas, std::size_t n_sets, std::span<double> f,
            std::vector<bool>& valid) const;

  /// out[set][row] = T in the units of the data; thetas: n_sets × free parameters. A set without
  /// predictions (a sum rule diverges, a value is not finite, theory parameters beyond their
  /// bounds) gives NaN.
  void predict(std::span<const double> thetas, std::size_t n_sets, std::span<double> out);

 private:
  void make_products_once();
  [[nodiscard]] bool pdfs_of(std::span<const double> theta, std::span<double> f) const;
  void predict_products(std::span<const double> thetas, std::size_t n_sets, std::span<double> out);
  void predict_together(std::span<const double> thetas, std::size_t n_sets, std::span<double> out);
  void predict_one(std::span<const double> theta, std::span<double> out);

  Analysis& analysis_;
  Logger logger_;
  std::size_t n_, n_rows_ = 0;
  bool products_are_made_ = false;
  std::unique_ptr<BatchProducts> products_;  ///< null: by the prediction, on the processor
};

}  // namespace fitpack
