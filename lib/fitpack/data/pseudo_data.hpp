#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// What a fluctuation stands for. Draws of one seed and number but for other purposes are
/// independent.
enum class Fluctuation : std::uint32_t {
  experiment = 1,  ///< one outcome of the measurements (level 1 of a closure test)
  replica = 2,     ///< a replica around an outcome, measured or not
};

/// Size of the uncertainties that fluctuate: as the χ² has them.
enum class ErrorSize {
  /// Absolute, as measured: the χ² with fixed errors.
  measured,
  /// σ_stat² |c/d|, σ_uncor c/d, multiplicative sources c/d (c: central value, d: measured):
  /// the χ² of the HERA fits with the theory at c. The same as `measured` where c = d.
  scaled,
};

struct PseudoDataOptions {
  std::uint64_t seed = 1;
  std::uint32_t number = 0;  ///< of the replica or of the outcome
  Fluctuation fluctuation = Fluctuation::replica;
  ErrorSize errors = ErrorSize::measured;
};

/// Values drawn from the uncertainties of the data sets around central values:
///   v_i = c_i + σ_stat,i n_i + σ_uncor,i n'_i + Σ_k β_ik n_k,
/// standard normal n, n' per point and one n_k per correlated source, shared by all its points and
/// sets: Gaussian with the covariance matrix of the χ². Linear also in multiplicative sources, as
/// the χ² is in their shifts; arXiv:0808.1231 multiplies factors (1 + β n) instead, which is the
/// same to first order. Values ≤ 0 are kept: see docs/physics.md.
///
/// `central`: one value per point, set after set; the result has the same order. A draw depends on
/// seed, number, purpose, names and row in the file: never on cuts, other sets or ranks. Local.
/// Throws DataError where a point has no uncertainty at all.
[[nodiscard]] std::vector<double> pseudo_data(std::span<const Dataset> datasets,
                                              std::span<const double> central,
                                              const PseudoDataOptions& options);

/// Measured values of all points, set after set.
[[nodiscard]] std::vector<double> measured_values(std::span<const Dataset> datasets);

}  // namespace fitpack
