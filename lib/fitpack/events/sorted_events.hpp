#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/dis/kinematic_grid.hpp"

namespace fitpack {

/// Arithmetic of the sums over events.
enum class EventPrecision {
  full,   ///< everything in double precision
  mixed,  ///< positions, densities and sums of 256 events in single, the rest in double precision
  single  ///< everything in single precision
};

/// Events of one cell in a block.
struct CellRun {
  std::size_t cell = 0;
  std::size_t first = 0;  ///< in the arrays of coordinates, a multiple of the number of lanes
  std::size_t count = 0;
};

/// A block of events, sorted by cell; of each, the coordinates in its cell and, where the sample
/// has weights, its weight. Runs start on cache lines; what lies between them is zero.
template <class Real>
struct SortedBlock {
  static constexpr std::size_t lanes = 64 / sizeof(Real);
  using Column = std::vector<Real, CacheLineAllocator<Real>>;
  std::vector<CellRun> runs;
  Column u, v, weight;  ///< weight is empty where all are one

  SortedBlock() = default;
  /// `weights` is empty or has one element per point. Equal cells keep the order of the points.
  SortedBlock(std::span<const dis::CellPoint> points, std::span<const double> weights);
};

extern template struct SortedBlock<double>;
extern template struct SortedBlock<float>;

/// The events of the blocks behind each other, and their runs: a cell has one in every block. The
/// blocks are given up one by one.
template <class Real>
[[nodiscard]] SortedBlock<Real> join_blocks(std::vector<SortedBlock<Real>> blocks);

extern template SortedBlock<double> join_blocks(std::vector<SortedBlock<double>>);
extern template SortedBlock<float> join_blocks(std::vector<SortedBlock<float>>);

}  // namespace fitpack
