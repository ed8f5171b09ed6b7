// Gradients of BatchObjective; its values are in batch_objective.cpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/pdf_evaluator.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/not_a_number.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// Sets whose PDFs and derivatives are held at once.
constexpr std::size_t models_per_part = 1024;

/// [f | ∂f/∂θ] of a set with one row per column of the table; NaN without PDFs.
void fill_slopes(const Analysis& analysis, std::span<const double> theta, std::span<double> out) {
  const InitialPdfs& pdfs = analysis.objective().pdfs();
  const std::size_t n = pdfs.n_values(), columns = theta.size() + 1, stride = padded(columns);
  AlignedVector table(n * stride);
  if (!has_theory(analysis.card(), theta) || !pdfs.values_and_derivatives(theta, table, stride)) {
    std::ranges::fill(out, not_a_number);
    return;
  }
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t a = 0; a < n; ++a) out[c * n + a] = table[a * stride + c];
}

}  // namespace

std::vector<SetGradient> BatchObjective::gradients(std::span<const double> thetas,
                                                   std::size_t n_sets) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_);
  if (!from_pdfs_ || n_ == 0) return gradients_one_by_one(thetas, n_sets);
  std::vector<SetGradient> result;
  for (std::size_t k = 0; k < n_sets; k += models_per_part) {
    const std::size_t count = std::min(models_per_part, n_sets - k);
    gradients_of_part(thetas.subspan(k * n_, count * n_), count, result);
  }
  return result;
}

std::vector<SetGradient> BatchObjective::gradients_one_by_one(std::span<const double> thetas,
                                                              std::size_t n_sets) {
  std::vector<SetGradient> result;
  analysis_.objective().drive([&] {
    for (std::size_t k = 0; k < n_sets; ++k) {
      const auto theta = thetas.subspan(k * n_, n_);
      SetGradient& set = result.emplace_back();
      if (!has_theory(analysis_.card(), theta)) continue;
      const LocalModel model = analysis_.objective().evaluate(theta, Want::model);
      if (!model.valid) continue;
      set = {true, 2.0 * model.objective, model.gradient()};
      for (double& slope : set.gradient) slope *= 2.0;
    }
  });
  return result;
}

void BatchObjective::gradients_of_part(std::span<const double> thetas, std::size_t n_sets,
                                       std::vector<SetGradient>& result) {
  const Communicator& comm = analysis_.communicator();
  const IndexRange own = sets_of(n_sets, comm.rank());
  std::vector<double> numbers;
  agree(comm, [&] {
    const std::size_t size = (n_ + 1) * analysis_.objective().pdfs().n_values();
    std::vector<double> f(own.size() * size);
    for (std::size_t k = 0; k < own.size(); ++k)
      fill_slopes(analysis_, thetas.subspan((own.begin + k) * n_, n_),
                  std::span(f).subspan(k * size, size));
    BatchModelResult models;
    from_pdfs_->evaluate_models(
        {own.size(), n_, f, {}, thetas.subspan(own.begin * n_, own.size() * n_)}, models);
    for (std::size_t k = 0; k < own.size(); ++k) {
      numbers.push_back(models.sets[k].total);
      const std::vector<double> gradient = models.gradient(k);
      numbers.insert(numbers.end(), gradient.begin(), gradient.end());
    }
  });
  numbers = comm.gather(numbers);
  agree(comm, [&] {
    if (!comm.is_root()) return;
    for (std::size_t k = 0; k < n_sets; ++k) {
      const auto first = numbers.begin() + static_cast<std::ptrdiff_t>(k * (n_ + 1));
      SetGradient& set = result.emplace_back();
      set.chi2 = *first;
      set.gradient.assign(first + 1, first + 1 + static_cast<std::ptrdiff_t>(n_));
      add_other_terms(thetas.subspan(k * n_, n_), set);
    }
  });
}

/// Priors and penalties; at rank 0.
void BatchObjective::add_other_terms(std::span<const double> theta, SetGradient& set) const {
  const ParameterSet& parameters = analysis_.card().parameters;
  for (std::size_t p = 0; p < n_; ++p)
    if (const auto& prior = parameters.free(p).prior) {
      const double pull = (theta[p] - prior->mean) / prior->sigma;
      set.chi2 += pull * pull;
      set.gradient[p] += 2.0 * pull / prior->sigma;
    }
  if (!analysis_.penalties().empty() && std::isfinite(set.chi2)) {
    const InitialPdfs& pdfs = analysis_.objective().pdfs();
    const std::size_t stride = padded(n_ + 1);
    AlignedVector table(pdfs.n_values() * stride);
    std::vector<double> row(n_ + 1);
    if (!pdfs.values_and_derivatives(theta, table, stride)) return;
    for (const PenaltyTerm& term : analysis_.penalties()) {
      term.write_row(table, stride, row);
      set.chi2 += row[n_] * row[n_];
      for (std::size_t p = 0; p < n_; ++p) set.gradient[p] += 2.0 * row[n_] * row[p];
    }
  }
  set.valid = std::isfinite(set.chi2) &&
              std::ranges::all_of(set.gradient, [](double x) { return std::isfinite(x); });
}

}  // namespace fitpack
