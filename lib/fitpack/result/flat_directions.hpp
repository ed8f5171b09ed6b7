#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// A direction in the space of the free parameters along which χ² hardly changes.
///
/// The Hessian H of χ²/2 is scaled to unit diagonal, H_ij/√(H_ii H_jj), because its own
/// eigenvalues compare parameters of different units and sizes. Parameter i is thus measured in
/// s_i = 1/√H_ii, its error if all others were known. An eigenvalue λ says that the error along its
/// eigenvector is 1/√λ times larger than that: 1 for independent parameters, 0 for a combination
/// that the data do not determine at all.
struct FlatDirection {
  struct Component {
    std::string parameter;
    double weight = 0.0;  ///< of the unit eigenvector, in s_i; the largest is positive
    double shift = 0.0;  ///< of the parameter when χ² rises by 1: weight s_i/√λ; inf if λ <= 0
  };
  double eigenvalue = 0.0;
  std::vector<Component> components;  ///< largest weight first

  /// 1/√λ; infinite where λ <= 0.
  [[nodiscard]] double error_inflation() const;
};

/// The directions of the `count` smallest eigenvalues, smallest first; none without a Hessian.
std::vector<FlatDirection> flat_directions(const FitResult& result, std::size_t count = 3);

/// Names of the parameters at a bound, in the order of the card.
std::vector<std::string> parameters_at_bound(const FitResult& result);

}  // namespace fitpack
