#include "fitpack/analysis/predictor.hpp"

#include <algorithm>
#include <limits>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/not_a_number.hpp"

namespace fitpack {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

Predictor::Predictor(const RunCard& card, const Logger& logger)
    : analysis_({}, card, logger),
      pdfs_(card),
      batches_(analysis_, logger),
      objective_(analysis_, batches_, logger) {}

std::vector<std::string> Predictor::parameter_names() const {
  const ParameterSet& parameters = analysis_.card().parameters;
  std::vector<std::string> names;
  for (std::size_t p = 0; p < parameters.n_free(); ++p) names.push_back(parameters.free(p).name);
  return names;
}

std::vector<double> Predictor::start_values() const {
  return analysis_.card().parameters.start_values();
}

void Predictor::predict(std::span<const double> thetas, std::size_t n_sets, std::span<double> out) {
  const std::lock_guard lock(turn_);
  batches_.predict(thetas, n_sets, out);
}

void Predictor::jacobian(std::span<const double> thetas, std::size_t n_sets,
                         std::span<double> out) {
  const std::size_t n = n_parameters(), size = n_points() * n;
  FITPACK_EXPECTS(thetas.size() == n_sets * n && out.size() == n_sets * size);
  const std::lock_guard lock(turn_);
  for (std::size_t k = 0; k < n_sets; ++k)
    differentiate(thetas.subspan(k * n, n), out.subspan(k * size, size));
}

void Predictor::differentiate(std::span<const double> theta, std::span<double> out) {
  std::ranges::fill(out, not_a_number);
  const InitialPdfs& pdfs = analysis_.objective().pdfs();
  Prediction& prediction = analysis_.objective().prediction();
  const std::size_t n = n_parameters(), stride = padded(n + 1);
  AlignedVector table(pdfs.n_values() * stride), rows;
  if (!has_theory(analysis_.card(), theta) || !pdfs.values_and_derivatives(theta, table, stride))
    return;
  prediction.set_parameters(theta);
  auto target = out.begin();
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    rows.resize(prediction.n_rows(b) * stride);
    prediction.values_and_derivatives(b, table, stride, rows);
    for (std::size_t i = 0; i < prediction.n_rows(b); ++i)
      target = std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * stride + 1), n, target);
  }
}

void Predictor::chi2(std::span<const double> thetas, std::size_t n_sets, std::span<double> chi2) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_parameters() && chi2.size() == n_sets);
  const std::lock_guard lock(turn_);
  const std::vector<SetChiSquare> sets = objective_.evaluate(thetas, n_sets);
  for (std::size_t k = 0; k < n_sets; ++k) chi2[k] = sets[k].valid ? sets[k].chi2.total : infinity;
}

void Predictor::chi2_and_gradient(std::span<const double> thetas, std::size_t n_sets,
                                  std::span<double> chi2, std::span<double> gradient) {
  const std::size_t n = n_parameters();
  FITPACK_EXPECTS(thetas.size() == n_sets * n && chi2.size() == n_sets &&
                  gradient.size() == n_sets * n);
  std::ranges::fill(chi2, infinity);
  std::ranges::fill(gradient, not_a_number);
  const std::lock_guard lock(turn_);
  const std::vector<SetGradient> sets = objective_.gradients(thetas, n_sets);
  for (std::size_t k = 0; k < n_sets; ++k) {
    if (!sets[k].valid) continue;
    chi2[k] = sets[k].chi2;
    std::ranges::copy(sets[k].gradient, gradient.begin() + static_cast<std::ptrdiff_t>(k * n));
  }
}

}  // namespace fitpack
