#include "fitpack/events/unbinned_likelihood.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "fitpack/core/error.hpp"
#include "fitpack/core/not_a_number.hpp"

namespace fitpack {

namespace {

void add_to(std::span<double> left, std::span<const double> right) {
  for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
}

/// Σ w, Σ w², Σ w ln(prefactor · ε) of a block.
std::array<double, 3> totals_of(const EventColumns& events, const DensityKernel& kernel) {
  std::array<double, 3> sum{};
  for (std::size_t e = 0; e < events.size(); ++e) {
    const double weight = events.weight.empty() ? 1.0 : events.weight[e];
    sum[0] += weight;
    sum[1] += weight * weight;
    sum[2] += weight * std::log(kernel.prefactor()(events.x[e], events.q2[e]) *
                                kernel.definition().efficiency(events.x[e], events.q2[e]));
  }
  return sum;
}

void check_extended(const EventSample& sample, LikelihoodKind kind) {
  if (kind != LikelihoodKind::extended) return;
  if (!(sample.definition.luminosity > 0.0))
    throw InputError("events of " + sample.name +
                     ": the extended likelihood needs the luminosity; give luminosity (pb^-1) in "
                     "the sidecar or use likelihood: unbinned");
  for (const EventColumns& block : sample.blocks)
    if (!block.weight.empty())
      throw InputError("events of " + sample.name +
                       ": the extended likelihood counts events, which weights do not; use "
                       "likelihood: unbinned");
}

}  // namespace

UnbinnedLikelihood::UnbinnedLikelihood(const Communicator& comm,
                                       std::shared_ptr<const DensityKernel> kernel,
                                       const EventSample& sample, LikelihoodKind kind,
                                       EventPrecision precision, const EventSummationMaker& maker,
                                       const NodeProductsMaker& products)
    : name_(sample.name),
      kernel_(std::move(kernel)),
      kind_(kind),
      n_events_(sample.n_events),
      luminosity_(sample.definition.luminosity),
      layout_{kernel_->grid().n_cells()},
      tree_(comm, sample.layout.n_blocks()),
      sums_(layout_.size(EventWant::information)) {
  agree(comm, [&] { check_extended(sample, kind); });
  const double scale = add_totals(comm, sample);
  agree(comm, [&] {
    SortedBlocks blocks;
    if (precision == EventPrecision::full)
      blocks = sort_blocks<double>(sample, scale);
    else
      blocks = sort_blocks<float>(sample, scale);
    if (products) products_ = products(*kernel_);
    summation_ = (maker ? maker : make_cpu_summation)(std::move(blocks), layout_, precision);
  });
}

/// Sets what does not depend on the PDFs; Σw/Σw².
double UnbinnedLikelihood::add_totals(const Communicator& comm, const EventSample& sample) {
  std::vector<double> totals(3, 0.0);
  TreeReduction tree(comm, sample.layout.n_blocks());
  const std::size_t first = tree.local_blocks().begin;
  const auto leaf = [&](std::size_t block, std::span<double> out) {
    std::ranges::copy(totals_of(sample.blocks[block - first], *kernel_), out.begin());
  };
  tree(totals, leaf, add_to);
  comm.broadcast(std::span<double>(totals));
  const double scale = totals[0] / totals[1];
  effective_events_ = totals[0] * scale;
  constant_ = totals[2] * scale;
  return scale;
}

template <class Real>
std::vector<SortedBlock<Real>> UnbinnedLikelihood::sort_blocks(const EventSample& sample,
                                                               double scale) const {
  std::vector<SortedBlock<Real>> sorted;
  std::vector<dis::CellPoint> points;
  for (const EventColumns& events : sample.blocks) {
    points.clear();
    for (std::size_t e = 0; e < events.size(); ++e)
      points.push_back(kernel_->grid().locate(events.x[e], events.q2[e]));
    std::vector<double> weights = events.weight;
    for (double& weight : weights) weight *= scale;
    sorted.emplace_back(points, weights);
  }
  return sorted;
}

void UnbinnedLikelihood::accumulate(std::span<const double> f, EventWant want,
                                    FailureGuard& guard) {
  bool ready = guard.run([&] {
    integral_ = kernel_->integral(f);
    coefficients_ =
        kernel_->coefficients(products_ ? products_->node_values(f) : kernel_->node_values(f));
    summation_->evaluate(coefficients_, want);
  });
  const std::span<double> wanted = std::span<double>(sums_).first(layout_.size(want));
  const std::size_t first = tree_.local_blocks().begin;
  const auto leaf = [&](std::size_t block, std::span<double> out) {
    std::ranges::fill(out, 0.0);
    ready = ready && guard.run([&] { summation_->add(block - first, out); });
    if (!ready) std::ranges::fill(out, not_a_number);
  };
  tree_(wanted, leaf, add_to);
}

double UnbinnedLikelihood::objective() const {
  if (!(integral_ > 0.0)) return not_a_number;
  const double sum = sums_[0] + constant_;
  if (kind_ == LikelihoodKind::extended)
    return luminosity_ * integral_ - sum - effective_events_ * std::log(luminosity_);
  return effective_events_ * std::log(integral_) - sum;
}

/// ∂(−ln L)/∂g of all nodes.
std::vector<double> UnbinnedLikelihood::node_gradient() const {
  std::vector<double> weights(kernel_->n_nodes(), 0.0);
  for (std::size_t cell = 0; cell < layout_.n_cells; ++cell)
    kernel_->add_moments(
        cell, std::span<const double>(sums_).subspan(layout_.gradient(cell), n_coefficients),
        weights);
  const double of_integral =
      kind_ == LikelihoodKind::extended ? luminosity_ : effective_events_ / integral_;
  const auto integral_weights = kernel_->integral_weights();
  for (std::size_t n = 0; n < weights.size(); ++n)
    weights[n] = of_integral * integral_weights[n] - weights[n];
  return weights;
}

std::vector<double> UnbinnedLikelihood::pdf_gradient() const {
  return products_ ? products_->transposed(node_gradient()) : kernel_->transposed(node_gradient());
}

std::vector<double> UnbinnedLikelihood::gradient(std::span<const double> table, std::size_t stride,
                                                 std::size_t n) const {
  const std::vector<double> of_pdfs = pdf_gradient();
  std::vector<double> result(n, 0.0);
  for (std::size_t a = 0; a < of_pdfs.size(); ++a)
    for (std::size_t p = 0; p < n; ++p) result[p] += of_pdfs[a] * table[a * stride + 1 + p];
  return result;
}

namespace {

/// result += Cᵀ M C with M_{ij,kl} = moments[i+k][j+l] and C: n_coefficients × n.
void add_quadratic_form(std::span<const double> c, std::span<const double> moments, std::size_t n,
                        std::span<double> result) {
  std::vector<double> product(n);
  for (std::size_t i = 0; i < n_u; ++i)
    for (std::size_t j = 0; j < n_v; ++j) {
      std::ranges::fill(product, 0.0);
      for (std::size_t k = 0; k < n_u; ++k)
        for (std::size_t l = 0; l < n_v; ++l) {
          const double moment = moments[(i + k) * n_v_products + j + l];
          const double* row = c.data() + (k * n_v + l) * n;
          for (std::size_t p = 0; p < n; ++p) product[p] += moment * row[p];
        }
      const double* row = c.data() + (i * n_v + j) * n;
      for (std::size_t p = 0; p < n; ++p)
        for (std::size_t q = 0; q < n; ++q) result[p * n + q] += row[p] * product[q];
    }
}

}  // namespace

std::vector<double> UnbinnedLikelihood::information(std::span<const double> table,
                                                    std::size_t stride, std::size_t n) const {
  std::vector<double> result(n * n, 0.0);
  AlignedVector nodes(kernel_->n_nodes() * stride);
  kernel_->node_table(table, stride, nodes);
  std::vector<double> first(n, 0.0);  // Σ_e ∂ ln g_e
  std::vector<double> derivatives(n_coefficients * n);
  for (std::size_t cell = 0; cell < layout_.n_cells; ++cell) {
    const double* moments = sums_.data() + layout_.gradient(cell);
    if (std::all_of(moments, moments + n_coefficients, [](double m) { return m == 0.0; })) continue;
    const auto numbers = kernel_->grid().nodes(cell);
    for (std::size_t p = 0; p < n; ++p) {
      CellCoefficients values;
      for (std::size_t m = 0; m < n_coefficients; ++m)
        values[m] = nodes[numbers[m] * stride + 1 + p];
      const CellCoefficients c = coefficients_from_nodes(values);
      for (std::size_t m = 0; m < n_coefficients; ++m) {
        derivatives[m * n + p] = c[m];
        first[p] += c[m] * moments[m];
      }
    }
    add_quadratic_form(
        derivatives, std::span<const double>(sums_).subspan(layout_.information(cell), n_products),
        n, result);
  }
  if (kind_ == LikelihoodKind::extended) return result;
  // The score of an event is ∂ ln g − ∂ ln σ_tot.
  std::vector<double> common(n, 0.0);
  const auto row = kernel_->integral_row();
  for (std::size_t a = 0; a < row.size(); ++a)
    for (std::size_t p = 0; p < n; ++p) common[p] += row[a] * table[a * stride + 1 + p] / integral_;
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t q = 0; q < n; ++q)
      result[p * n + q] +=
          effective_events_ * common[p] * common[q] - first[p] * common[q] - common[p] * first[q];
  return result;
}

std::optional<BadDensity> UnbinnedLikelihood::find_bad_density(std::span<const double> f) const {
  const AlignedVector c = kernel_->coefficients(kernel_->node_values(f));
  const std::optional<dis::CellPoint> at = summation_->find_bad(c);
  if (!at) return std::nullopt;
  const auto [x, q2] = kernel_->grid().position(*at);
  const double g = evaluate(c.data() + at->cell * n_coefficients, at->u, at->v);
  return BadDensity{x, q2,
                    g * kernel_->prefactor()(x, q2) * kernel_->definition().efficiency(x, q2)};
}

}  // namespace fitpack
