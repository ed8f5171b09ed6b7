#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/events/density_kernel.hpp"
#include "fitpack/events/event_draw.hpp"
#include "fitpack/events/event_sample.hpp"

namespace fitpack {

/// Draws events from a density at fixed PDFs, exactly: the phase space is cut into bins, a bin is
/// drawn from a table of aliases (Walker, Electronics Letters 10 (1974) 127), the place in it is
/// uniform in x and 1/Q², and rejection against rigorous bounds of the density in the bin
/// (Bernstein coefficients of its polynomials) makes the distribution that of the density itself.
/// Most draws are decided by the lower bound, without evaluating the density.
///
/// Event number k of a seed is a function of seed and k alone (Philox, counter = event, attempt):
/// the same on any number of ranks, and on a GPU (cuda/cuda_sampling.hpp). Positions lie on a
/// lattice of 2⁻³² of a bin. Immutable; local.
class EventSampler {
 public:
  /// Throws InputError naming x and Q² where the density is negative in the phase space.
  EventSampler(std::shared_ptr<const DensityKernel> kernel, std::span<const double> f);

  /// Events first … first + n − 1 of the sequence of a seed.
  void draw(std::uint64_t seed, std::uint64_t first, std::span<double> x,
            std::span<double> q2) const;

  [[nodiscard]] std::size_t n_bins() const { return bins_.size(); }
  /// Share of proposals that become events.
  [[nodiscard]] double acceptance() const { return acceptance_; }
  /// What it draws from; valid as long as the sampler.
  [[nodiscard]] DrawTables tables() const;

 private:
  void add_cell(std::size_t cell, std::size_t along_x, std::size_t along_q2);
  void add_bin(std::size_t cell, const std::array<double, 4>& local);
  void make_aliases();
  [[nodiscard]] double density(std::size_t cell, double x, double q2) const;
  [[nodiscard]] std::uint32_t column_counts() const { return std::uint32_t{1} << shift_; }
  void require_positive(std::size_t cell, EventPlace at) const;

  std::shared_ptr<const DensityKernel> kernel_;
  AlignedVector coefficients_;
  std::vector<DrawBin> bins_;
  std::vector<AliasColumn> aliases_;
  std::vector<dis::CellFrame> frames_;
  unsigned shift_ = 0;  ///< 2^shift_ counts per column
  double acceptance_ = 0.0;
};

}  // namespace fitpack
