#pragma once

#include <memory>
#include <vector>

#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// Predictions of rows of several kinds, each kind by a part of its own: DIS is linear in the PDFs,
/// Drell-Yan bilinear. Every part has the blocks and the rows of the whole, since blocks are cut
/// without regard to kinds, but only the rows it owns are read from it; what it writes into the
/// others does not matter. A part is not asked about a block in which it owns no row.
/// The bits of a row are those of its part, so they do not depend on the number of ranks.
class CompositePrediction final : public Prediction {
 public:
  /// At least one part; `owners`: the part of every row of every local block.
  CompositePrediction(std::vector<std::unique_ptr<Prediction>> parts,
                      std::vector<std::vector<std::size_t>> owners);

  [[nodiscard]] std::size_t n_columns() const override { return parts_.front()->n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return owners_.size(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override {
    return owners_[block].size();
  }
  [[nodiscard]] bool depends_on_pdfs_alone() const override;
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> theta) override;
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  /// Calls predict(part, target) for every part that owns rows of a block and gathers the owned
  /// rows, `width` numbers each, in `out`.
  template <class Predict>
  void gather(std::size_t block, std::size_t width, std::span<double> out, Predict&& predict) const;

  std::vector<std::unique_ptr<Prediction>> parts_;
  std::vector<std::vector<std::size_t>> owners_;
  std::vector<std::vector<std::size_t>> parts_of_block_;  ///< those that own a row, ascending
};

}  // namespace fitpack
