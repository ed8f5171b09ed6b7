#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fitpack {

/// How the χ² of data weighs replicas of a fit without them.
enum class Weighting {
  nnpdf,        ///< w ∝ (χ²)^((n−1)/2) exp(−χ²/2), arXiv:1012.0836
  giele_keller  ///< w ∝ exp(−χ²/2), hep-ph/9803393: the density of the data themselves
};
[[nodiscard]] std::string to_string(Weighting weighting);

/// Weights with mean 1; `n_points` of the data. Where χ² is not finite the weight is 0.
[[nodiscard]] std::vector<double> replica_weights(std::span<const double> chi2,
                                                  std::size_t n_points, Weighting weighting);

/// The Shannon entropy of the weights as a number of replicas, exp(Σ w ln(N/w)/N), as in
/// arXiv:1012.0836.
[[nodiscard]] double effective_replicas(std::span<const double> weights);

/// A sample of `n` replicas without weights: positions in `weights`, ascending, each as often as
/// its weight deserves, by a comb as in arXiv:1108.1758.
[[nodiscard]] std::vector<std::size_t> unweighted(std::span<const double> weights, std::size_t n);

}  // namespace fitpack
