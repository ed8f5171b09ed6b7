#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/analysis/operator_grid.hpp"
#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// Kernel rows of very many points: interpolated from operator grids in (x, Q²), one per beam, that
/// cover the data. Errors of predictions are 1e-6 or less of rows built by themselves. Observables
/// without a grid (those of heavy quarks) get rows of their own. A row depends on the point, the
/// settings and the extent of the data of its beam only, not on the rank.
class GridRows {
 public:
  /// Collective: builds the grids.
  GridRows(const Communicator& comm, const RunCard& card, std::span<const Dataset> datasets,
           const Logger& logger, const Progress& progress = {});

  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  /// What building the grids took.
  [[nodiscard]] const KernelSummary& summary() const { return summary_; }
  /// Row of a data point over the fit basis, n_columns elements. Local.
  void row(const Dataset& dataset, std::size_t point, KernelPart part, std::span<double> out) const;

 private:
  [[nodiscard]] const OperatorGrid* grid_of(const Dataset& dataset) const;

  std::vector<std::unique_ptr<OperatorGrid>> grids_;
  std::optional<Theory> theory_;  ///< where some observable has no grid
  std::size_t n_columns_ = 0;
  KernelSummary summary_;
};

/// Takes the rows of a local block.
using BlockSink = std::function<void(std::size_t block, ConstMatrixView rows)>;

/// Collective. Gives the rows of this rank's blocks that it stores in `share` to `sink`, block by
/// block; `bytes` of the
/// summary are left to the caller. Nothing but the grids is kept in the cache. Throws Stopped on
/// all ranks where one is asked to stop.
KernelSummary build_grid_rows(const Communicator& comm, const RunCard& card,
                              const Measurements& measurements, const Logger& logger,
                              const Progress& progress, KernelPart part, const BlockSink& sink,
                              const StopRequest& stop = {}, const NodeShare& share = {});

}  // namespace fitpack
