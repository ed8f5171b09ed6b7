#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/prediction/form_parameters.hpp"

namespace fitpack {

/// Sets of one cell of the theory parameters, behind each other.
struct SetRun {
  std::size_t cell = 0, first = 0, n_sets = 0;
};

/// Parameter sets in the order in which a device predicts them: by cell, else as given.
struct SetOrder {
  std::vector<int> set_at;      ///< the number of the set at each place
  std::vector<SetRun> runs;     ///< of places
  std::vector<double> numbers;  ///< FormParameters::write_numbers of every set, as given
};

/// `thetas`: n_sets × parameters.
[[nodiscard]] SetOrder order_by_cell(const FormParameters& parameters,
                                     std::span<const double> thetas, std::size_t n_sets);

}  // namespace fitpack
