#include "fitpack/prediction/interpolated_prediction.hpp"

#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/prediction/interpolation_weights.hpp"

namespace fitpack {

namespace {

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
  FITPACK_EXPECTS(!parameters_.empty() && kernels.size() == number_of_kernels(parameters_));
  combined_.push_back(union_of_supports(kernels));
  for (std::size_t cell = 0; cell < number_of_cells(parameters_); ++cell)
    families_.push_back(family_of(cell, kernels));
  for (KernelFamily& family : families_) family.pool(share);
  combined_.front().pool_support(share);
  combined_.resize(1 + parameters_.size(), combined_.front());
}

KernelFamily InterpolatedPrediction::family_of(std::size_t cell,
                                               std::span<const LinearKernel> kernels) const {
  std::vector<const LinearKernel*> members;
  for (const std::size_t number : nodes_of_cell(parameters_, cell))
    members.push_back(&kernels[number]);
  return {members, combined_.front()};
}

std::optional<BatchForm> InterpolatedPrediction::batch_form() const {
  std::size_t rows = 0;
  for (std::size_t b = 0; b < n_blocks(); ++b) rows += n_rows(b);
  std::vector<std::vector<double>> cells;
  for (const KernelFamily& family : families_) {
    std::vector<double>& elements = cells.emplace_back(family.size() * rows * n_columns());
    std::size_t first = 0;
    for (std::size_t member = 0; member < family.size(); ++member)
      for (std::size_t b = 0; b < n_blocks(); ++b) {
        const std::size_t size = n_rows(b) * n_columns();
        family.copy_stored(b, combined_.front(), member, std::span(elements).subspan(first, size));
        first += size;
      }
  }
  return form_of_rows(n_columns(), parameters_, rows, std::move(cells));
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
  const InterpolationWeights at_p = interpolation_weights(parameters_, current_);
  cell_ = at_p.cell;
  weights_.clear();
  for (const auto& target : at_p.weights)
    weights_.insert(weights_.end(), target.begin(), target.end());
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
