#include "fitpack/pdf/sum_rules.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace fitpack {

namespace {

void set_constant(DualRow row, double value) {
  std::fill(row.begin(), row.end(), 0.0);
  row[0] = value;
}

bool all_finite(ConstDualRow row) {
  return std::all_of(row.begin(), row.end(), [](double v) { return std::isfinite(v); });
}

bool solve_number_sum(const PdfSystem& system, std::size_t a, std::span<const double> all,
                      DualRows& amplitudes) {
  DualRows moment(2, amplitudes.width());
  if (!add_form_moments(system, a, 0, all, amplitudes, moment[0], moment[1])) return false;
  const DualRow amplitude = amplitudes[a];
  const Amplitude& rule = system.entries[a].amplitude;
  set_constant(amplitude, rule.target);
  if (rule.minus && !add_moment(system, *rule.minus, 0, all, amplitudes, amplitude)) return false;
  add_scaled(amplitude, moment[1], -1.0);
  divide(amplitude, moment[0]);
  return true;
}

/// The weight of every functional form in the total momentum, combinations resolved into what
/// they are made of.
DualRows resolved_weights(const PdfSystem& system, std::span<const double> all, std::size_t width) {
  DualRows weights(system.entries.size(), width);
  for (std::size_t a = 0; a < system.entries.size(); ++a) {
    weights[a][0] = system.momentum_weights[a];
  }
  for (const std::size_t a : std::views::reverse(system.order)) {
    for (const CombinationForm::Term& term : system.entries[a].combination.terms) {
      term.factor.add_to(weights[term.function], all, weights[a]);
    }
  }
  return weights;
}

bool solve_momentum_sum(const PdfSystem& system, std::size_t fixed, std::span<const double> all,
                        DualRows& amplitudes) {
  const std::size_t width = amplitudes.width();
  const DualRows weights = resolved_weights(system, all, width);
  const DualRow amplitude = amplitudes[fixed];
  DualRows denominator(1, width);
  set_constant(amplitude, 1.0);
  for (std::size_t a = 0; a < system.entries.size(); ++a) {
    if (!system.entries[a].form) continue;
    DualRows moment(2, width);  // shape, rest
    if (!add_form_moments(system, a, 1, all, amplitudes, moment[0], moment[1])) return false;
    if (a == fixed) {
      add_product(denominator[0], weights[a], moment[0]);
    } else {
      add_product(moment[1], amplitudes[a], moment[0]);
    }
    add_product(amplitude, weights[a], moment[1], -1.0);
  }
  divide(amplitude, denominator[0]);
  return true;
}

}  // namespace

bool solve_amplitudes(const PdfSystem& system, std::span<const double> all, DualRows& amplitudes) {
  std::size_t fixed_by_momentum = system.entries.size();
  for (const std::size_t a : system.order) {
    const PdfEntry& entry = system.entries[a];
    const DualRow amplitude = amplitudes[a];
    if (!entry.form) {
      for (const auto& term : entry.combination.terms) {
        if (!term.factor.finite(all)) return false;
      }
    } else if (entry.amplitude.rule == AmplitudeRule::coefficient) {
      set_constant(amplitude, entry.amplitude.coefficient.value(all));
      add_derivative(amplitude, entry.amplitude.coefficient.column, 1.0);
    } else if (entry.amplitude.rule == AmplitudeRule::number_sum) {
      if (!solve_number_sum(system, a, all, amplitudes)) return false;
    } else {
      fixed_by_momentum = a;
    }
  }
  if (fixed_by_momentum < system.entries.size() &&
      !solve_momentum_sum(system, fixed_by_momentum, all, amplitudes)) {
    return false;
  }
  for (std::size_t a = 0; a < system.entries.size(); ++a) {
    if (!all_finite(amplitudes[a])) return false;
  }
  return true;
}

bool moments(const PdfSystem& system, int n, std::span<const double> all,
             const DualRows& amplitudes, DualRows& result) {
  for (const std::size_t a : system.order) {
    const PdfEntry& entry = system.entries[a];
    set_constant(result[a], 0.0);
    if (!entry.form) {
      for (const CombinationForm::Term& term : entry.combination.terms) {
        term.factor.add_to(result[a], all, result[term.function]);
      }
      continue;
    }
    DualRows shape(1, result.width());
    if (!add_form_moments(system, a, n, all, amplitudes, shape[0], result[a])) return false;
    add_product(result[a], amplitudes[a], shape[0]);
  }
  return true;
}

}  // namespace fitpack
