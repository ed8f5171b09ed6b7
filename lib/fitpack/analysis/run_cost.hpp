#pragma once

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack {

/// What a run will take on each rank, from counts of rows, columns, operations and bytes; the
/// speeds behind the seconds are those of one ordinary core.
struct RunCost {
  std::size_t kernel_rows = 0;  ///< of all ranks
  std::size_t kernel_columns = 0;
  std::size_t kernels = 1;          ///< at nodes of free theory values
  double kernel_bytes = 0.0;        ///< of the fullest rank, all kernels
  double build_bytes = 0.0;         ///< memory while kernels are built
  double fit_bytes = 0.0;           ///< memory while fitting
  double build_seconds = 0.0;       ///< without a cache
  double evaluation_seconds = 0.0;  ///< F and its local model
  double fit_seconds = 0.0;
};

RunCost run_cost(const RunCard& card, const Measurements& measurements, int ranks);

}  // namespace fitpack
