#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace fitpack {

enum class BilinearKind { cross_section, over_proton };

/// A Drell-Yan row: prefactor · L(proton_fraction) or prefactor · L(proton_fraction) / L(proton),
/// with the partons at its scale a weighted sum over the nodes of a piece.
struct BilinearBatchRow {
  std::size_t row = 0;  ///< among the rows of all kinds
  std::size_t piece = 0;
  std::vector<double> weights;      ///< of the nodes of the piece
  std::size_t left = 0, right = 0;  ///< sizes of the forms' windows, which end with the grid
  std::vector<double> quark_antiquark, quark_gluon, gluon_quark;  ///< left × right each
  double prefactor = 1.0;
  double proton_fraction = 1.0;  ///< of the target
  BilinearKind kind = BilinearKind::cross_section;
};

/// Predictions that are bilinear in the PDFs as plain numbers, for devices that evaluate many sets
/// of PDFs at once: maps from PDFs to the partons at the nodes, and rows.
struct BilinearBatch {
  std::size_t n_columns = 0;  ///< length of f
  std::size_t window = 0;     ///< x-nodes of the partons, to the end of the grid
  std::size_t n_pieces = 0;
  std::vector<double> operators;  ///< [piece][scale_nodes][n_components][window] × n_columns
  std::vector<BilinearBatchRow> rows;

  [[nodiscard]] bool empty() const { return rows.empty(); }
  /// Adds the rows of another rank, which has the same operators; one of the two may lack them.
  void append(BilinearBatch other);

  enum class Operators { packed, left_out };
  /// As numbers that another rank can make a batch of.
  [[nodiscard]] std::vector<double> pack(Operators operators = Operators::packed) const;
  /// Of packed batches one behind the other, as they are gathered.
  [[nodiscard]] static BilinearBatch unpack(std::span<const double> numbers);
};

}  // namespace fitpack
