#include "fitpack/prediction/interpolated_prediction.hpp"

#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

/// Weights of the products of polynomials in all parameters so far: those of the value, then those
/// of the derivative with respect to each parameter; the last parameter runs fastest.
using ProductWeights = std::vector<std::vector<double>>;

ProductWeights times(const ProductWeights& weights, std::size_t parameter,
                     const LagrangeBasis& basis) {
  ProductWeights result(weights.size());
  for (std::size_t t = 0; t < weights.size(); ++t)
    for (const double weight : weights[t])
      for (std::size_t node = 0; node < basis.value.size(); ++node)
        result[t].push_back(weight *
                            (t == parameter + 1 ? basis.derivative[node] : basis.value[node]));
  return result;
}

/// Of all combinations of nodes.
[[maybe_unused]] std::size_t number_of_kernels(const std::vector<ParameterNodes>& parameters) {
  std::size_t n = 1;
  for (const ParameterNodes& parameter : parameters) n *= parameter.nodes().size();
  return n;
}

}  // namespace

InterpolatedPrediction::InterpolatedPrediction(std::vector<ParameterNodes> parameters,
                                               std::vector<LinearKernel> kernels,
                                               const NodeShare& share)
    : parameters_(std::move(parameters)) {
  std::size_t n_cells = 1;
  for (const ParameterNodes& parameter : parameters_) n_cells *= parameter.pieces().size();
  FITPACK_EXPECTS(!parameters_.empty() && kernels.size() == number_of_kernels(parameters_));
  combined_.push_back(union_of_supports(kernels));
  for (std::size_t cell = 0; cell < n_cells; ++cell) families_.push_back(family_of(cell, kernels));
  for (KernelFamily& family : families_) family.pool(share);
  combined_.front().pool_support(share);
  combined_.resize(1 + parameters_.size(), combined_.front());
}

KernelFamily InterpolatedPrediction::family_of(std::size_t cell,
                                               std::span<const LinearKernel> kernels) const {
  std::vector<std::size_t> numbers{0};
  std::size_t cells = 1;
  for (const ParameterNodes& parameter : parameters_) cells *= parameter.pieces().size();
  for (const ParameterNodes& parameter : parameters_) {
    cells /= parameter.pieces().size();
    const std::size_t piece = cell / cells % parameter.pieces().size();
    std::vector<std::size_t> next;
    for (const std::size_t number : numbers)
      for (std::size_t node = 0; node < parameter.pieces()[piece].nodes.size(); ++node)
        next.push_back(number * parameter.nodes().size() + parameter.first_node(piece) + node);
    numbers = std::move(next);
  }
  std::vector<const LinearKernel*> members;
  for (const std::size_t number : numbers) members.push_back(&kernels[number]);
  return {members, combined_.front()};
}

std::size_t InterpolatedPrediction::bytes() const {
  std::size_t total = 0;
  for (const KernelFamily& family : families_) total += family.bytes();
  for (const LinearKernel& kernel : combined_) total += kernel.bytes();
  return total;
}

void InterpolatedPrediction::set_parameters(std::span<const double> theta) {
  std::vector<double> p;
  for (const ParameterNodes& parameter : parameters_) p.push_back(theta[parameter.theta_index()]);
  if (p == current_) return;
  current_ = std::move(p);
  set_weights();
  is_combined_.assign(n_blocks(), false);
}

void InterpolatedPrediction::set_weights() {
  ProductWeights products(combined_.size(), {1.0});
  cell_ = 0;
  for (std::size_t j = 0; j < parameters_.size(); ++j) {
    const ParameterNodes& parameter = parameters_[j];
    const std::size_t piece = parameter.piece_of(current_[j]);
    products = times(products, j, lagrange_basis(parameter.pieces()[piece].nodes, current_[j]));
    cell_ = cell_ * parameter.pieces().size() + piece;
  }
  weights_.clear();
  for (const auto& target : products) weights_.insert(weights_.end(), target.begin(), target.end());
}

void InterpolatedPrediction::combine(std::size_t block) const {
  FITPACK_EXPECTS(block < is_combined_.size());  // set_parameters comes first
  if (is_combined_[block]) return;
  families_[cell_].combine(block, weights_, combined_);
  is_combined_[block] = true;
}

void InterpolatedPrediction::values(std::size_t block, std::span<const double> f,
                                    std::span<double> theory) const {
  combine(block);
  combined_.front().apply(block, f, theory);
}

void InterpolatedPrediction::values_and_derivatives(std::size_t block,
                                                    std::span<const double> table,
                                                    std::size_t stride,
                                                    std::span<double> out) const {
  combine(block);
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
