#pragma once

#include <cstddef>
#include <vector>

#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

/// Everything about χ² at one θ, gathered at rank 0; rows in global order.
struct ObjectiveReport {
  bool valid = false;
  ChiSquareParts chi2;

  std::vector<double> theory;          ///< T_i
  std::vector<double> shifted_theory;  ///< T_i with the sources at b*
  std::vector<double> residual;        ///< r_i(b*)
  std::vector<double> delta;           ///< δ_i, in the units of T
  std::vector<std::size_t> data_set;   ///< of each row

  struct DataSet {
    std::size_t n_points = 0;
    double chi2 = 0.0;         ///< Σ r_i²
    double log_penalty = 0.0;  ///< its part of the log term
  };
  std::vector<DataSet> data_sets;

  struct Events {
    double minus_log_likelihood = 0.0;
    double cross_section = 0.0;  ///< of the phase space, pb
  };
  std::vector<Events> events;  ///< of every sample

  std::vector<double> penalties;  ///< residual of every penalty term

  std::vector<double> shifts;        ///< b*
  std::vector<double> shift_errors;  ///< at fixed θ
};

}  // namespace fitpack
