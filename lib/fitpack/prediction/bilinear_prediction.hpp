#pragma once

#include <optional>
#include <vector>

#include "fitpack/drell_yan/luminosity.hpp"
#include "fitpack/drell_yan/parton_operators.hpp"
#include "fitpack/prediction/bilinear_batch.hpp"
#include "fitpack/prediction/prediction.hpp"

namespace fitpack {

/// A Drell-Yan row: prefactor · L(proton_fraction) or the ratio L(proton_fraction) / L(proton).
struct BilinearRow {
  using Kind = BilinearKind;
  drell_yan::ChannelForms forms;
  double mu2 = 0.0;  ///< μ_F², GeV²
  double prefactor = 1.0;
  double proton_fraction = 1.0;  ///< of the target
  Kind kind = Kind::cross_section;
  drell_yan::PieceStencil scale;  ///< of mu2; the prediction finds it
};

/// Predictions that are bilinear in the PDFs, with fixed theory. Partons and their derivatives are
/// evolved to the nodes of the scales once per f; every row interpolates the partons, forms T and
/// v = ∂T/∂partons, and all rows of a piece share the product ∂T/∂θ = v · ∂partons/∂θ. Rows of
/// other kinds are zero. Local.
class BilinearPrediction final : public Prediction {
 public:
  /// `rows`: of every row of every local block, empty for those of other kinds.
  BilinearPrediction(drell_yan::PartonOperators operators,
                     std::vector<std::vector<std::optional<BilinearRow>>> rows);

  [[nodiscard]] std::size_t n_columns() const override { return operators_.n_columns(); }
  [[nodiscard]] std::size_t n_blocks() const override { return rows_.size(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const override { return rows_[block].size(); }
  [[nodiscard]] std::size_t bytes() const;  ///< of forms and operators
  /// The same as plain numbers; rows are counted through all blocks.
  [[nodiscard]] BilinearBatch batch() const;
  /// Rows of other kinds have no part of it.
  [[nodiscard]] std::optional<BatchForm> batch_form() const override;
  void set_parameters(std::span<const double> /*theta*/) override {}
  void values(std::size_t block, std::span<const double> f,
              std::span<double> theory) const override;
  void values_and_derivatives(std::size_t block, std::span<const double> table, std::size_t stride,
                              std::span<double> out) const override;

 private:
  /// Partons on the nodes of a table that was seen last, with its derivatives.
  struct Evolved {
    AlignedVector source;  ///< the table
    AlignedVector nodes;   ///< node × component × window, each with `stride` columns
    std::vector<double> first_column;
  };
  struct RowResult {
    double value = 0.0;
    std::vector<double> gradient;  ///< with respect to what `operators_` gives; empty: not wanted
  };
  void evolve(std::span<const double> table, std::size_t stride) const;
  void evolve(std::span<const double> f) const;
  [[nodiscard]] RowResult evaluate(const BilinearRow& row, std::span<const double> nodes,
                                   drell_yan::Luminosity::Want want) const;
  /// Rows of a block in a piece of the scales.
  [[nodiscard]] std::vector<std::size_t> rows_of(std::size_t block, std::size_t piece) const;
  void add_piece(std::size_t block, std::size_t piece, std::size_t stride,
                 std::span<double> out) const;

  drell_yan::PartonOperators operators_;
  std::vector<std::vector<std::optional<BilinearRow>>> rows_;
  mutable Evolved evolved_;  ///< serves all blocks of an evaluation
  mutable AlignedVector values_source_;
  mutable std::vector<double> values_nodes_;
};

}  // namespace fitpack
