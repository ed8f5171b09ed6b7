#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// What synthetic neutral-current data look like: e+p and e-p at sqrt_s, one set each. Points lie
/// in bins of Q², ascending, equally many in each, and ascend in x within a bin; ln Q² and ln x are
/// uniform where 0.005 <= y = Q²/(x s) <= 0.9 and x <= 0.65.
struct SyntheticOptions {
  std::size_t points = 10000;  ///< of both sets together, at least 2
  std::size_t sources = 10;    ///< correlated, shared by both sets
  std::uint64_t seed = 1;
  double x_min = 0.0;     ///< no point below
  double q2_min = 3.5;    ///< GeV²
  double q2_max = 3e4;    ///< GeV²
  double sqrt_s = 318.0;  ///< GeV
};

/// Kinematics and uncertainties of both sets; values are one, so that uncertainties are relative.
/// Numbers have the digits with which a table is written. Throws InputError where the limits leave
/// no phase space. A point depends on the options and its number only.
[[nodiscard]] std::vector<Dataset> synthetic_data_sets(const SyntheticOptions& options);

/// Makes measurements of sets of relative uncertainties: these become absolute by the theory (one
/// value per point, set after set), around which one outcome is drawn, see `pseudo_data`.
void measure(std::span<Dataset> datasets, std::span<const double> theory, std::uint64_t seed);

}  // namespace fitpack
