#include "fitpack/config/run_card.hpp"
#include "fitpack/config/yaml_text.hpp"

namespace fitpack {

namespace {

constexpr const char* before_data_folder =
    R"card(# A run card of fitpack: the fit of parton distribution functions to the HERA I+II data.
# Every key is listed in docs/run_card.md. Keys left out have their defaults; unknown keys are
# errors. Paths are relative to the folder of this card. "fitpack check CARD" shows the card with
# all defaults filled in. Any key can be changed on the command line: --set theory.alphas_mz=0.120

title: HERA I+II combined data, NLO, ZM-VFNS

# Perturbative QCD. Masses and scales in GeV; the heavy-quark thresholds sit at the masses.
theory:
  order: NLO              # LO, NLO or NNLO
  scheme: ZM-VFNS         # ZM-VFNS, or at NLO FONLL-A or FFNS
  q0_2: 1.9               # initial scale squared, GeV^2; at or below mc^2
  alphas_mz: 0.118        # strong coupling at alphas_scale
  alphas_scale: 91.1876
  mc: 1.43
  mb: 4.5
  mt: 173.0
  nf_max: 5               # largest number of active flavours
  electroweak: {mz: 91.1876, mw: 80.385, sin2_theta_w: 0.23127, gf: 1.16638e-5, ckm: off}
  grid: {x_min: 1.0e-5}   # smallest x of the tables; must reach below the data

# Measurements: NAME.csv and NAME.yaml in the folder. A set that lies elsewhere is listed under
# sets as well and its sidecar is named under files: {NAME: path/to/NAME.yaml}.
data:
  folder: )card";

constexpr const char* after_data_folder = R"card(
  sets:
    - HERA_NC_EP_920
    - HERA_NC_EP_820
    - HERA_NC_EP_575
    - HERA_NC_EP_460
    - HERA_NC_EM_920
    - HERA_CC_EP_920
    - HERA_CC_EM_920
  cuts:
    - {variable: Q2, min: 3.5}   # points that are kept; sets: [...] restricts a cut

# The PDFs at the initial scale: x f(x) = A x^B (1-x)^C (1 + D x + E x^2).
# A coefficient is a number or the name of a parameter; PDFs share parameters by name.
pdfs:
  basis: herapdf
  # momentum_sum: A so that all partons together carry the momentum of the proton
  xg:    {form: power, A: momentum_sum, B: Bg, C: Cg, minus: {A: Agp, B: Bgp, C: Cgp}}
  # number_sum: A so that the proton has two valence u quarks and one d
  xuv:   {form: power, A: {number_sum: 2}, B: Buv, C: Cuv, D: Duv, E: Euv}
  xdv:   {form: power, A: {number_sum: 1}, B: Bdv, C: Cdv}
  xubar: {form: power, A: Adbar, B: Bdbar, C: Cubar, D: Dubar}
  xdbar: {form: power, A: Adbar, B: Bdbar, C: Cdbar}
  # xs = fs/(1-fs) xdbar; "factor: 0.2" instead of odds would be a plain factor
  xs:    {form: combination, terms: [{pdf: xdbar, odds: fs}]}

# start: value at the start; step: typical change, the scale of scattered starts (--starts);
# optional: min, max, fixed: true, prior: {mean: ..., sigma: ...}.
parameters:
  Bg:    {start: -0.061953, step: 0.1}
  Cg:    {start: 5.562367, step: 1.0}
  Agp:   {start: 0.166087, step: 1.0}
  Bgp:   {start: -0.3831, step: 0.06}
  Cgp:   {start: 25.0, fixed: true}
  Buv:   {start: 0.810476, step: 0.05}
  Cuv:   {start: 4.823512, step: 0.3}
  Duv:   {start: 0.0, fixed: true}
  Euv:   {start: 9.921366, step: 5.0}
  Bdv:   {start: 1.029995, step: 0.08}
  Cdv:   {start: 4.846279, step: 0.6}
  Adbar: {start: 0.1613, step: 0.006}
  Bdbar: {start: -0.1273, step: 0.01}
  Cdbar: {start: 9.586246, step: 0.8}
  Cubar: {start: 7.059694, step: 1.0}
  Dubar: {start: 1.548098, step: 8.0}
  fs:    {start: 0.4, fixed: true}

objective: {definition: hera}   # hera: errors scaled with the prediction; experimental: as published
fit: {max_iterations: 200}
output: {folder: results/hera_nlo_zm}
cache: {folder: kernel_cache}      # kernels, shared by all runs; enabled: false to do without
)card";

}  // namespace

std::string template_card(const std::string& data_folder) {
  return before_data_folder + yaml_scalar(data_folder) + after_data_folder;
}

}  // namespace fitpack
