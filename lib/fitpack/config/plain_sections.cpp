#include "fitpack/config/plain_sections.hpp"

#include "fitpack/cuda/backend_choice.hpp"

namespace fitpack {

namespace {

constexpr int least_flavours = 3;
constexpr int most_flavours = 6;
constexpr int most_iterations = 1000000;

void visit_path(CardVisitor& visitor, const Key& key, std::filesystem::path& path) {
  std::string text = path.string();
  visitor.text(key, text);
  path = text;
}

void visit_electroweak(CardVisitor& visitor, dis::ElectroweakOptions& electroweak) {
  constexpr NumberRange positive = NumberRange::positive;
  visitor.number({"mz", "mass of the Z boson, GeV"}, electroweak.mz, positive);
  visitor.number({"mw", "mass of the W boson, GeV"}, electroweak.mw, positive);
  visitor.number({"sin2_theta_w", "sin² of the weak mixing angle"}, electroweak.sin2_theta_w,
                 positive);
  visitor.number({"gf", "Fermi constant, GeV⁻²"}, electroweak.gf, positive);
  visitor.number({"hbarc2", "(ħc)², pb GeV²"}, electroweak.hbarc2_pb, positive);
  visitor.choice({"ckm", "off: charged currents do not mix generations, no bottom"}, {"off", "on"},
                 electroweak.ckm);
  visitor.numbers({"ckm_elements", "moduli of V_ud, V_us, V_ub, V_cd, V_cs, V_cb"},
                  electroweak.ckm_elements);
}

void visit_scales(CardVisitor& visitor, qcd::TheoryOptions& theory) {
  visitor.number({"mu_r", "renormalisation scale in units of Q"}, theory.mu_r_over_q,
                 NumberRange::positive);
  visitor.number({"mu_f", "factorisation scale in units of Q"}, theory.mu_f_over_q,
                 NumberRange::positive);
}

void visit_higher_twist(CardVisitor& visitor, RunCard& card) {
  const char* meanings[] = {"h0, GeV²; 0: no higher twist", "h1", "h2"};
  for (std::size_t k = 0; k < card.higher_twist.size(); ++k)
    visitor.number_or_parameter({higher_twist_keys[k], meanings[k]}, card.higher_twist[k],
                                card.theory_parameters.higher_twist[k], NumberRange::any);
}

void visit_grid(CardVisitor& visitor, qcd::TheoryOptions& theory) {
  visitor.number({"x_min", "smallest momentum fraction of the grid in x"}, theory.x_min,
                 NumberRange::positive);
  visitor.number({"q2_max", "largest scale of the evolution tables, GeV²"}, theory.q2_max,
                 NumberRange::positive);
}

void visit_validation(CardVisitor& visitor, ValidationOptions& validation) {
  constexpr int largest_seed = 2147483647;
  visitor.number({"training_fraction", "of the points of every data set, up to 1; 1: no split"},
                 validation.training_fraction, NumberRange::positive);
  visitor.integer({"patience",
                   "the fit ends after so many accepted iterations without a lower χ² of the "
                   "validation data, and keeps the best"},
                  validation.patience, {1, most_iterations});
  visitor.integer({"seed", "of the split"}, validation.seed, {0, largest_seed});
}

}  // namespace

void visit_title(CardVisitor& visitor, RunCard& card) {
  visitor.text({"title", "a line that says what the run is"}, card.title);
}

void visit_theory(CardVisitor& visitor, RunCard& card) {
  constexpr NumberRange positive = NumberRange::positive;
  qcd::TheoryOptions& theory = card.theory;
  visitor.choice({"order", "perturbative order of evolution, coupling and cross sections"},
                 {"LO", "NLO", "NNLO"}, theory.order);
  visitor.choice({"scheme", "treatment of heavy quarks; FONLL-A and FFNS exist at NLO"},
                 {"ZM-VFNS", "FONLL-A", "FFNS"}, theory.scheme);
  visitor.choice({"damping", "FONLL-A: whether (1 − m²/Q²)² multiplies massless minus limit"},
                 {"off", "on"}, theory.damping);
  visitor.number({"q0_2", "initial scale squared, GeV²"}, theory.q0_2, positive);
  visitor.number_or_parameter({"alphas_mz", "α_s at `alphas_scale`"}, theory.alphas_mz,
                              card.theory_parameters.alphas_mz, positive);
  visitor.number({"alphas_scale", "scale of the given α_s, GeV"}, theory.alphas_scale, positive);
  visitor.number_or_parameter({"mc", "pole mass and threshold of charm, GeV"}, theory.mc,
                              card.theory_parameters.mc, positive);
  visitor.number_or_parameter({"mb", "pole mass and threshold of bottom, GeV"}, theory.mb,
                              card.theory_parameters.mb, positive);
  visitor.number({"mt", "pole mass and threshold of top, GeV"}, theory.mt, positive);
  visitor.integer({"nf_min", "active flavours at the lowest scales"}, theory.nf_min,
                  {least_flavours, most_flavours});
  visitor.integer({"nf_max", "largest number of active flavours"}, theory.nf_max,
                  {least_flavours, most_flavours});
  visitor.section({"electroweak", "electroweak inputs"},
                  [&](CardVisitor& inner) { visit_electroweak(inner, card.electroweak); });
  visitor.choice({"target_mass", "target-mass corrections of leading twist"}, {"off", "on"},
                 theory.target_mass);
  visitor.section({"higher_twist", "F2 (1 + H(x)/Q²) with H(x) = h0 x^h1 (1 + h2 x)"},
                  [&](CardVisitor& inner) { visit_higher_twist(inner, card); });
  visitor.section({"scales", "scales of the calculation"},
                  [&](CardVisitor& inner) { visit_scales(inner, theory); });
  visitor.section({"grid", "extent of the tables"},
                  [&](CardVisitor& inner) { visit_grid(inner, theory); });
}

void visit_fit(CardVisitor& visitor, RunCard& card) {
  visitor.choice({"minimiser", "Gauss-Newton steps, or steps from gradients alone"},
                 {"levenberg_marquardt", "lbfgs"}, card.fit.minimiser);
  visitor.integer({"max_iterations", "the fit ends, not converged, after so many iterations"},
                  card.fit.max_iterations, {1, most_iterations});
  visitor.number(
      {"decrease_tolerance", "converged once the model predicts a decrease of χ²/2 below this"},
      card.fit.decrease_tolerance, NumberRange::positive);
  visitor.number({"gradient_tolerance",
                  "converged once the gradient of χ²/2, in units of the steps, is below this"},
                 card.fit.gradient_tolerance, NumberRange::positive);
  visitor.choice({"covariance",
                  "Hessian the errors come from; the full one is differenced; "
                  "default with a network: none"},
                 {to_string(CovarianceKind::gauss_newton), to_string(CovarianceKind::full),
                  to_string(CovarianceKind::none)},
                 card.covariance);
  visitor.section({"validation", "early stopping on data that do not train"},
                  [&](CardVisitor& inner) { visit_validation(inner, card.validation); });
}

void visit_output(CardVisitor& visitor, RunCard& card) {
  visit_path(visitor, {"folder", "where results go"}, card.output.folder);
}

void visit_kernels(CardVisitor& visitor, RunCard& card) {
  visitor.choice(
      {"rows",
       "tables: each row by itself; grid: interpolated in (x, Q²), for very many points; "
       "auto: grid above 20000 points"},
      {"auto", "tables", "grid"}, card.kernels.rows);
  visitor.choice({"precision", "of stored kernels at fixed theory; single takes a quarter to half"},
                 {"double", "single"}, card.kernels.precision);
  visitor.choice(
      {"backend",
       "who predicts many parameter sets together, samples, and sums over single events; auto: a "
       "GPU if there is one"},
      backend_names(), card.kernels.backend);
  visitor.choice({"batch_precision", "of the factors of products on a GPU"},
                 {"double", "single", "tf32", "bf16"}, card.kernels.batch_precision);
  visitor.choice({"shared",
                  "auto: ranks of a node that hold the same rows, in groups that fit replicas or "
                  "scans, store kernels once; off: each has a copy"},
                 {"auto", "off"}, card.kernels.sharing);
}

void visit_cache(CardVisitor& visitor, RunCard& card) {
  visitor.flag({"enabled", "whether kernels are kept on disk"}, card.cache.enabled);
  visit_path(visitor, {"folder", "where kernels are kept"}, card.cache.folder);
}

}  // namespace fitpack
