#include "fitpack/prediction/form_parameters.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/kernel_family.hpp"
#include "fitpack/prediction/interpolation_weights.hpp"

namespace fitpack {

std::size_t FormParameters::n_cells() const { return number_of_cells(theory); }

std::size_t FormParameters::n_members(std::size_t cell) const {
  return nodes_of_cell(theory, cell).size();
}

std::size_t FormParameters::n_numbers() const {
  std::size_t most = 1;  // kernels: those of the longest piece of each parameter
  for (const ParameterNodes& parameter : theory)
    most *= std::ranges::max_element(parameter.pieces(), {}, [](const NodePiece& piece) {
              return piece.nodes.size();
            })->nodes.size();
  return first_weight() + (1 + theory.size()) * most;
}

std::size_t FormParameters::write_numbers(std::span<const double> theta,
                                          std::span<double> out) const {
  FITPACK_EXPECTS(out.size() == n_numbers());
  auto next = out.begin();
  for (const HigherTwistCoefficient& h : higher_twist) *next++ = h.at(theta);
  for (const NormalisationValue& norm : normalisations) *next++ = norm.at(theta);
  std::vector<double> p, flat;
  for (const ParameterNodes& parameter : theory) p.push_back(theta[parameter.theta_index()]);
  const InterpolationWeights at_p = interpolation_weights(theory, p);
  for (const auto& target : at_p.weights) flat.insert(flat.end(), target.begin(), target.end());
  const std::size_t n_targets = at_p.weights.size(), n = at_p.weights.front().size();
  const std::vector<double> stored = stored_weights(flat, n, n_targets);
  for (std::size_t t = 0; t < n_targets; ++t)
    for (std::size_t k = 0; k < n; ++k) *next++ = stored[k * n_targets + t];
  std::fill(next, out.end(), 0.0);
  return at_p.cell;
}

std::vector<int> FormParameters::columns() const {
  std::vector<int> result;
  const auto add = [&](const std::optional<std::size_t>& index) {
    result.push_back(index ? static_cast<int>(1 + *index) : -1);
  };
  for (const HigherTwistCoefficient& h : higher_twist) add(h.theta_index);
  for (const NormalisationValue& norm : normalisations) add(norm.theta_index);
  for (const ParameterNodes& parameter : theory) add(parameter.theta_index());
  return result;
}

}  // namespace fitpack
