#include "fitpack/config/theory_checks.hpp"

#include <cmath>

#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

/// A start at the threshold itself, mc = sqrt(q0_2), is allowed and not exact in binary.
constexpr double threshold_rounding = 1e-9;
constexpr double largest_x_min = 0.1;
constexpr double smallest_x_min = 1.0e-15;  // that of --x; every decade costs kernel columns

void check_masses(const YamlReader& section, const qcd::TheoryOptions& theory) {
  if (theory.mc >= theory.mb) {
    section.problem(
        "mc", yaml_number(theory.mc) + " GeV is not below mb " + yaml_number(theory.mb) + " GeV");
  }
  if (theory.mb >= theory.mt) {
    section.problem(
        "mb", yaml_number(theory.mb) + " GeV is not below mt " + yaml_number(theory.mt) + " GeV");
  }
}

/// The parametrised PDFs have no charm: they must start below its threshold, or charm must be
/// inactive at all scales, or active at all scales and generated from zero.
void check_initial_scale(const YamlReader& section, const qcd::TheoryOptions& theory) {
  const bool crosses_charm = theory.nf_min == 3 && theory.nf_max > 3;
  if (crosses_charm && theory.q0_2 > theory.mc * theory.mc * (1.0 + threshold_rounding)) {
    section.problem("q0_2",
                    yaml_number(theory.q0_2) + " GeV² is above the charm threshold mc² = " +
                        yaml_number(theory.mc * theory.mc) + " GeV²",
                    "lower q0_2 or raise mc: the initial PDFs have no charm");
  }
}

/// Massive coefficient functions are of O(a_s); FONLL-A and FFNS use them at NLO.
void check_scheme(const YamlReader& section, const qcd::TheoryOptions& theory) {
  if (theory.scheme == qcd::Scheme::zm_vfns) return;
  const std::string scheme = qcd::to_string(theory.scheme);
  if (theory.target_mass == qcd::TargetMass::on) {
    section.problem("target_mass",
                    "target-mass corrections are known for massless quarks only, not in " + scheme,
                    "set theory.target_mass to off or theory.scheme to ZM-VFNS");
  }
  if (theory.order != qcd::Order::nlo) {
    section.problem("scheme",
                    scheme + " exists at NLO only, theory.order is " + qcd::to_string(theory.order),
                    "set theory.order to NLO or theory.scheme to ZM-VFNS");
  }
  if (theory.scheme == qcd::Scheme::ffns && theory.nf_max != 3) {
    section.problem("nf_max",
                    std::to_string(theory.nf_max) +
                        " contradicts the scheme FFNS, which has three "
                        "flavours",
                    "set theory.nf_max to 3");
  }
  if (theory.scheme == qcd::Scheme::fonll_a && (theory.nf_min != 3 || theory.nf_max < 4)) {
    section.problem(theory.nf_min != 3 ? "nf_min" : "nf_max",
                    "FONLL-A starts from three flavours and needs a fourth",
                    "set theory.nf_min to 3 and theory.nf_max to 5, or theory.scheme to ZM-VFNS");
  }
}

void check_ranges(const YamlReader& section, const qcd::TheoryOptions& theory) {
  if (theory.nf_min > theory.nf_max) {
    section.problem("nf_min", std::to_string(theory.nf_min) + " is above nf_max " +
                                  std::to_string(theory.nf_max));
  }
  if (theory.alphas_mz >= 1.0) {
    section.problem("alphas_mz", yaml_number(theory.alphas_mz) + " is not below 1",
                    "perturbation theory needs a small coupling");
  }
  if (theory.x_min > largest_x_min) {
    section.problem(
        "grid", "x_min " + yaml_number(theory.x_min) + " is above " + yaml_number(largest_x_min));
  }
  if (theory.x_min < smallest_x_min) {
    section.problem(
        "grid", "x_min " + yaml_number(theory.x_min) + " is below " + yaml_number(smallest_x_min));
  }
  if (theory.q2_max <= theory.q0_2) {
    section.problem("grid", "q2_max " + yaml_number(theory.q2_max) + " is not above q0_2 " +
                                yaml_number(theory.q0_2));
  }
}

}  // namespace

void check_theory(const YamlReader& section, const qcd::TheoryOptions& theory) {
  check_masses(section, theory);
  check_initial_scale(section, theory);
  check_scheme(section, theory);
  check_ranges(section, theory);
}

}  // namespace fitpack
