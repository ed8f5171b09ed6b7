#include "fitpack/analysis/run_cost.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/analysis/theory_nodes.hpp"
#include "fitpack/kernel/dense_product.hpp"
#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

namespace {

// Speeds of one core as measured on a 2.6 GHz server (docs/performance.md), rounded down.
constexpr double build_flops = 1.0e10;       // products of operators
constexpr double row_seconds = 1.5e-4;       // one kernel row from the tables
constexpr double grid_row_seconds = 1.0e-5;  // one kernel row from an operator grid
constexpr double grid_rows = 2.0e4;          // of an operator grid itself
constexpr double evaluation_flops = 2.0e10;  // products, Gram matrix
constexpr double combination_bytes = 8.0e9;  // per second, kernels at nodes read
constexpr double iterations = 40.0;          // of a fit from afar

constexpr double stored_share = 0.7;                 // of single-precision rows: no zeros
constexpr double program_bytes = 6.0e7;              // libraries and MPI buffers
constexpr double row_terms = 20.0;                   // numbers per row of the χ²
constexpr double kinematics = 5.0;                   // numbers per point that all ranks keep
constexpr double scales = 30.0;                      // tabulated scales
constexpr double operators_per_scale = 18.0 + 33.0;  // n × n matrices: evolution, then F2, FL, xF3
constexpr double steps_per_scale = 3.0;
constexpr double products_per_step = 4.0 * 10.0;  // Runge-Kutta stages × matrices

/// Kernels at nodes of theory values.
struct KernelCount {
  std::size_t all = 1;           ///< built
  std::size_t bases = 1;         ///< kept in double precision, the rest in single
  std::size_t active = 0;        ///< read to form a prediction at other theory values
  std::size_t interpolated = 0;  ///< the prediction's and its derivatives'

  /// In units of one kernel.
  [[nodiscard]] double kept() const {
    return 0.5 * static_cast<double>(all + bases) + static_cast<double>(interpolated);
  }
  [[nodiscard]] double read() const {
    return active == 0 ? 0.0 : 0.5 * static_cast<double>(active + 1);
  }
};

KernelCount count_kernels(const RunCard& card, const Measurements& measurements) {
  KernelCount count;
  for (const TheoryNodes& value : theory_nodes(card, measurements)) {
    std::size_t most = 0;
    for (const NodePiece& piece : value.nodes.pieces()) most = std::max(most, piece.nodes.size());
    count.all *= value.nodes.nodes().size();
    count.bases *= value.nodes.pieces().size();
    count.active = std::max<std::size_t>(1, count.active) * most;
    count.interpolated += count.interpolated == 0 ? 2 : 1;  // the value and every derivative
  }
  return count;
}

}  // namespace

RunCost run_cost(const RunCard& card, const Measurements& measurements, int ranks) {
  const auto n = static_cast<double>(XGrid(card.theory.x_min).size());
  const auto n_sources = static_cast<double>(measurements.nuisances().size());
  const auto n_free = static_cast<double>(card.parameters.n_free());
  RunCost cost;
  cost.kernel_rows = measurements.n_rows();
  cost.kernel_columns = flavour_basis(card.pdfs.basis)->size() * XGrid(card.theory.x_min).size();
  const auto columns = static_cast<double>(cost.kernel_columns);
  const BlockLayout layout = measurements.layout();
  const auto blocks = static_cast<double>(layout.n_blocks());
  const double blocks_here = std::max(1.0, std::ceil(blocks / ranks));
  const double rows = std::min(blocks_here * static_cast<double>(layout.rows_per_block),
                               static_cast<double>(cost.kernel_rows));

  const KernelCount kernels = count_kernels(card, measurements);
  const double parts = has_higher_twist(card) ? 2.0 : 1.0;  // all, and F2 alone
  const bool single =
      kernels.all == 1 && card.kernels.precision == KernelPrecision::single_precision;
  const double one_kernel =
      parts * rows * columns * (single ? stored_share * sizeof(float) : sizeof(double));
  cost.kernels = kernels.all;
  cost.kernel_bytes = kernels.kept() * one_kernel;
  const double jacobians = 2.0 * static_cast<double>(padded(card.parameters.n_free() + 1));
  const double block_bytes = rows * (2.0 * n_sources + jacobians + row_terms) * sizeof(double);
  cost.fit_bytes = program_bytes + cost.kernel_bytes + block_bytes +
                   static_cast<double>(cost.kernel_rows) * kinematics * sizeof(double);
  const double before_packing =
      kernels.all == 1 ? 0.0 : static_cast<double>(kernels.all) * one_kernel;
  cost.build_bytes =
      cost.fit_bytes + before_packing + scales * operators_per_scale * n * n * sizeof(double);
  const double built_rows = card.kernels.use_grid(cost.kernel_rows)
                                ? grid_rows / ranks * row_seconds + rows * grid_row_seconds
                                : rows * row_seconds;
  cost.build_seconds =
      parts * static_cast<double>(kernels.all) *
      (scales * steps_per_scale * products_per_step * 2.0 * n * n * n / build_flops + built_rows);
  const double per_row = parts * columns * (n_free + 1.0) * 2.0 + n_sources * n_sources +
                         4.0 * n_sources * (n_free + 1.0);
  cost.evaluation_seconds =
      (rows * per_row + n_sources * n_sources * n_sources / 3.0) / evaluation_flops +
      kernels.read() * one_kernel / combination_bytes;
  cost.fit_seconds = iterations * cost.evaluation_seconds * 1.7;  // a value beside every model
  return cost;
}

}  // namespace fitpack
