#pragma once

#include <span>
#include <vector>

#include "fitpack/reduction/distributed_objective.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Eigenvectors of the Hessian in parameters scaled by their errors, σ_i H_ij σ_j with
/// H = covariance⁻¹, largest eigenvalue λ first, and the members θ ± s √(T²/λ) σ e of an
/// eigenvector set with Δχ² = T² = `tolerance`.
///
/// s = 1 where χ² is parabolic. Where the true Δχ² there is another, s is solved for, up to a bound
/// of a parameter or the edge of the PDFs' domain: then the excursion ends there and says so.
/// Parameters without an error (held at a bound) stay where they are.
/// The Hessian method of J. Pumplin et al., hep-ph/0101032.
/// Rank 0 only, inside DistributedObjective::drive. `theta` is the minimum with F = `objective_at`;
/// `covariance` n × n.
EigenvectorSet eigenvector_set(DistributedObjective& objective, std::span<const double> theta,
                               double objective_at, std::span<const double> covariance,
                               double tolerance);

}  // namespace fitpack
