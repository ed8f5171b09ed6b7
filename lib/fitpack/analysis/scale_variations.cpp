#include "fitpack/analysis/scale_variations.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "fitpack/analysis/theory.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

struct Scales {
  double mu_r, mu_f;
};

constexpr Scales seven_points[] = {{1.0, 1.0}, {2.0, 1.0}, {0.5, 1.0}, {1.0, 2.0},
                                   {1.0, 0.5}, {2.0, 2.0}, {0.5, 0.5}};

/// θ of the result; rank 0 knows it.
std::vector<double> fitted(const FitResult& result, const ParameterSet& parameters) {
  std::vector<double> theta;
  for (std::size_t p = 0; p < parameters.n_free(); ++p)
    theta.push_back(
        std::ranges::find(result.parameters, parameters.free(p).name, &FittedParameter::name)
            ->value);
  return theta;
}

constexpr double smallest_factor = 0.5;

}  // namespace

void check_scale_variations(const Analysis& central) {
  const qcd::TheoryOptions& theory = central.card().theory;
  double q2 = theory.q2_max;
  for (const Dataset& dataset : central.measurements().datasets())
    for (const double point : dataset.q2) q2 = std::min(q2, point);
  const std::pair<const char*, double> ratios[] = {{"mu_r", theory.mu_r_over_q},
                                                   {"mu_f", theory.mu_f_over_q}};
  for (const auto& [key, ratio] : ratios) {
    const double lowest = smallest_factor * ratio * std::sqrt(q2);
    if (lowest >= least_scale) continue;
    std::ostringstream message;
    message << "the scale variation halves theory.scales." << key << " = " << ratio << " to "
            << lowest << " GeV at the smallest Q2 = " << q2
            << " GeV2, below 1 GeV; cut on Q2, at least at "
            << std::pow(least_scale / (smallest_factor * ratio), 2) << " GeV2";
    throw InputError(message.str());
  }
}

void add_scale_variations(FitResult& result, const Analysis& central, const Logger& logger,
                          const StopRequest& stop) {
  for (const Scales& scales : seven_points) {
    RunCard card = central.card();
    card.theory.mu_r_over_q *= scales.mu_r;
    card.theory.mu_f_over_q *= scales.mu_f;
    Analysis varied(central.communicator(), card, logger, {}, stop);
    varied.objective().copy_reference(central.objective());
    varied.objective().drive([&] {
      const ObjectiveReport report = varied.objective().report(fitted(result, card.parameters));
      result.scale_variations.push_back(
          {card.theory.mu_r_over_q, card.theory.mu_f_over_q, report.chi2.total, report.theory});
    });
    if (central.communicator().is_root())
      logger->info("scales mu_r = {:g} Q, mu_f = {:g} Q: chi2 {:.3f}", card.theory.mu_r_over_q,
                   card.theory.mu_f_over_q, result.scale_variations.back().chi2);
  }
}

}  // namespace fitpack
