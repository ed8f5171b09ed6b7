#include "fitpack/fit/reweighting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fitpack {

std::string to_string(Weighting weighting) {
  return weighting == Weighting::nnpdf ? "nnpdf" : "giele-keller";
}

std::vector<double> replica_weights(std::span<const double> chi2, std::size_t n_points,
                                    Weighting weighting) {
  const double power =
      weighting == Weighting::nnpdf ? 0.5 * (static_cast<double>(n_points) - 1.0) : 0.0;
  std::vector<double> logarithms;
  double largest = -std::numeric_limits<double>::infinity();
  for (const double c : chi2) {
    // A χ² that is not positive, which a log term allows, has no power.
    const bool usable = std::isfinite(c) && (power == 0.0 || c > 0.0);
    logarithms.push_back(usable ? (power == 0.0 ? 0.0 : power * std::log(c)) - 0.5 * c
                                : -std::numeric_limits<double>::infinity());
    largest = std::max(largest, logarithms.back());
  }
  std::vector<double> weights(chi2.size(), 0.0);
  if (!std::isfinite(largest)) return weights;
  double sum = 0.0;
  for (std::size_t k = 0; k < weights.size(); ++k)
    sum += weights[k] = std::exp(logarithms[k] - largest);
  for (double& weight : weights) weight *= static_cast<double>(weights.size()) / sum;
  return weights;
}

double effective_replicas(std::span<const double> weights) {
  const auto n = static_cast<double>(weights.size());
  double entropy = 0.0, sum = 0.0;
  for (const double w : weights) {
    if (w > 0.0) entropy += w * std::log(n / w);
    sum += w;
  }
  return sum > 0.0 ? std::exp(entropy / n) : 0.0;
}

std::vector<std::size_t> unweighted(std::span<const double> weights, std::size_t n) {
  std::vector<std::size_t> picked;
  double sum = 0.0;
  for (const double w : weights) sum += w;
  if (!(sum > 0.0)) return picked;
  double reached = 0.0;
  std::size_t tooth = 0;
  for (std::size_t k = 0; k < weights.size(); ++k) {
    reached += weights[k] / sum;
    // Teeth in the middle of their intervals: rounding at the ends costs none.
    while (tooth < n && (static_cast<double>(tooth) + 0.5) / static_cast<double>(n) <= reached) {
      picked.push_back(k);
      ++tooth;
    }
  }
  return picked;
}

}  // namespace fitpack
