#include "fitpack/events/density_kernel.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/events/phase_space_quadrature.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {

namespace {

constexpr std::size_t lanes = column_padding;

/// f with zeros in front, so that a padded run of columns never begins before it.
AlignedVector with_leading_zeros(std::span<const double> f) {
  AlignedVector result(lanes + f.size(), 0.0);
  std::ranges::copy(f, result.begin() + lanes);
  return result;
}

}  // namespace

DensityKernel::DensityKernel(dis::KinematicGrid grid, std::span<const double> rows,
                             std::size_t n_functions, const DensityPrefactor& prefactor,
                             EventDefinition definition)
    : grid_(std::move(grid)),
      definition_(std::move(definition)),
      prefactor_(prefactor),
      n_functions_(n_functions),
      n_x_(rows.size() / grid_.n_nodes() / n_functions) {
  FITPACK_EXPECTS(rows.size() == grid_.n_nodes() * n_columns());
  for (std::size_t node = 0; node < n_nodes(); ++node) {
    const double* row = rows.data() + node * n_columns();
    std::size_t first = n_x_;
    for (std::size_t a = 0; a < n_columns(); ++a)
      if (row[a] != 0.0) first = std::min(first, a % n_x_);
    width_.push_back(std::min(padded(n_x_ - first), padded(n_x_)));
    offset_.push_back(rows_.size());
    for (std::size_t k = 0; k < n_functions_; ++k)
      for (std::size_t i = 0; i < width_.back(); ++i) {
        const bool before = n_x_ + i < width_.back();
        rows_.push_back(before ? 0.0 : row[k * n_x_ + n_x_ - width_.back() + i]);
      }
  }
  integral_weights_ = quadrature_weights(*this, definition_.phase_space);
  integral_row_ = transposed(integral_weights_);
}

std::span<const double> DensityKernel::row(std::size_t node, std::size_t function) const {
  return {rows_.data() + offset_[node] + function * width_[node], width_[node]};
}

double DensityKernel::integral(std::span<const double> f) const {
  return std::inner_product(integral_row_.begin(), integral_row_.end(), f.begin(), 0.0);
}

std::vector<double> DensityKernel::node_values(std::span<const double> f) const {
  FITPACK_EXPECTS(f.size() == n_columns());
  const AlignedVector shifted = with_leading_zeros(f);
  std::vector<double> result(n_nodes());
  for (std::size_t node = 0; node < n_nodes(); ++node) {
    Vector8 sum{};
    for (std::size_t k = 0; k < n_functions_; ++k) {
      const auto weights = row(node, k);
      const double* values = shifted.data() + lanes + (k + 1) * n_x_ - weights.size();
      for (std::size_t i = 0; i < weights.size(); i += lanes)
        sum += load8(weights.data() + i) * load8(values + i);
    }
    for (std::size_t l = 0; l < lanes; ++l) result[node] += sum[l];
  }
  return result;
}

void DensityKernel::node_table(std::span<const double> table, std::size_t stride,
                               std::span<double> out) const {
  for (std::size_t column = 0; column < stride; column += lanes)
    for (std::size_t node = 0; node < n_nodes(); ++node) {
      Vector8 sum{};
      for (std::size_t k = 0; k < n_functions_; ++k) {
        const auto weights = row(node, k);
        const std::size_t used = std::min(weights.size(), n_x_), skipped = weights.size() - used;
        const double* values = table.data() + ((k + 1) * n_x_ - used) * stride + column;
        for (std::size_t i = 0; i < used; ++i)
          sum += weights[skipped + i] * load8(values + i * stride);
      }
      store8(out.data() + node * stride + column, sum);
    }
}

std::vector<double> DensityKernel::transposed(std::span<const double> node_weights) const {
  AlignedVector sum(lanes + n_columns(), 0.0);
  for (std::size_t node = 0; node < n_nodes(); ++node) {
    const double weight = node_weights[node];
    if (weight == 0.0) continue;
    for (std::size_t k = 0; k < n_functions_; ++k) {
      const auto weights = row(node, k);
      double* target = sum.data() + lanes + (k + 1) * n_x_ - weights.size();
      for (std::size_t i = 0; i < weights.size(); i += lanes)
        store8(target + i, load8(target + i) + weight * load8(weights.data() + i));
    }
  }
  return {sum.begin() + lanes, sum.end()};
}

AlignedVector DensityKernel::coefficients(std::span<const double> node_values) const {
  AlignedVector result(grid_.n_cells() * n_coefficients);
  for (std::size_t cell = 0; cell < grid_.n_cells(); ++cell) {
    CellCoefficients values;
    const auto nodes = grid_.nodes(cell);
    for (std::size_t m = 0; m < n_coefficients; ++m) values[m] = node_values[nodes[m]];
    std::ranges::copy(coefficients_from_nodes(values), result.begin() + cell * n_coefficients);
  }
  return result;
}

void DensityKernel::add_moments(std::size_t cell, std::span<const double> moments,
                                std::span<double> node_weights) const {
  CellCoefficients m;
  std::ranges::copy(moments, m.begin());
  const CellCoefficients weights = nodes_from_moments(m);
  const auto nodes = grid_.nodes(cell);
  for (std::size_t k = 0; k < n_coefficients; ++k) node_weights[nodes[k]] += weights[k];
}

}  // namespace fitpack
