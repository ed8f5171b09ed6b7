#include "fitpack/prediction/interpolated_prediction.hpp"

#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/kernel_combination.hpp"

namespace fitpack {

/// The kernels that carry the prediction at one p and their weights, those of the value first.
struct InterpolatedPrediction::Active {
  std::vector<std::size_t> kernels{0};
  std::vector<std::vector<double>> weights;

  explicit Active(std::size_t n_targets) : weights(n_targets, {1.0}) {}

  /// Multiplies by the polynomials of parameter j; `n_nodes`: of all its pieces.
  void times(std::size_t j, const LagrangeBasis& basis, std::size_t first_node,
             std::size_t n_nodes) {
    std::vector<std::size_t> next_kernels;
    std::vector<std::vector<double>> next(weights.size());
    for (std::size_t k = 0; k < kernels.size(); ++k)
      for (std::size_t node = 0; node < basis.value.size(); ++node) {
        next_kernels.push_back(kernels[k] * n_nodes + first_node + node);
        for (std::size_t t = 0; t < weights.size(); ++t)
          next[t].push_back(weights[t][k] *
                            (t == j + 1 ? basis.derivative[node] : basis.value[node]));
      }
    kernels = std::move(next_kernels);
    weights = std::move(next);
  }
};

InterpolatedPrediction::InterpolatedPrediction(std::vector<ParameterNodes> parameters,
                                               std::vector<LinearKernel> kernels)
    : parameters_(std::move(parameters)), kernels_(std::move(kernels)) {
  std::size_t n_kernels = 1;
  for (const ParameterNodes& parameter : parameters_) n_kernels *= parameter.nodes().size();
  FITPACK_EXPECTS(!parameters_.empty() && kernels_.size() == n_kernels);
  combined_.assign(1 + parameters_.size(), union_of_supports(kernels_));
}

void InterpolatedPrediction::set_parameters(std::span<const double> theta) {
  std::vector<double> p;
  for (const ParameterNodes& parameter : parameters_) p.push_back(theta[parameter.theta_index()]);
  if (p == current_) return;
  combine_at(p);
  current_ = std::move(p);
}

void InterpolatedPrediction::combine_at(std::span<const double> p) {
  Active active(combined_.size());
  for (std::size_t j = 0; j < parameters_.size(); ++j) {
    const ParameterNodes& parameter = parameters_[j];
    const std::size_t piece = parameter.piece_of(p[j]);
    active.times(j, lagrange_basis(parameter.pieces()[piece].nodes, p[j]),
                 parameter.first_node(piece), parameter.nodes().size());
  }
  std::vector<const LinearKernel*> terms;
  for (const std::size_t k : active.kernels) terms.push_back(&kernels_[k]);
  std::vector<double> weights;
  for (const auto& target : active.weights)
    weights.insert(weights.end(), target.begin(), target.end());
  combine(terms, weights, combined_);
}

void InterpolatedPrediction::values(std::size_t block, std::span<const double> f,
                                    std::span<double> theory) const {
  combined_.front().apply(block, f, theory);
}

void InterpolatedPrediction::values_and_derivatives(std::size_t block,
                                                    std::span<const double> table,
                                                    std::size_t stride,
                                                    std::span<double> out) const {
  combined_.front().apply_table(block, table, stride, out);
  std::vector<double> f(n_columns());
  for (std::size_t a = 0; a < f.size(); ++a) f[a] = table[a * stride];
  std::vector<double> slopes(n_rows(block));
  for (std::size_t j = 0; j < parameters_.size(); ++j) {
    combined_[1 + j].apply(block, f, slopes);
    for (std::size_t i = 0; i < slopes.size(); ++i)
      out[i * stride + 1 + parameters_[j].theta_index()] += slopes[i];
  }
}

}  // namespace fitpack
