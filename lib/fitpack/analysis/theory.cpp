#include "fitpack/analysis/theory.hpp"

#include <cmath>
#include <numeric>
#include <sstream>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

/// Below this scale, GeV, perturbation theory has no meaning.
constexpr double least_scale = 1.0;

void require_hard_scales(const qcd::TheoryOptions& theory, double q2) {
  const std::pair<const char*, double> ratios[] = {{"mu_r", theory.mu_r_over_q},
                                                   {"mu_f", theory.mu_f_over_q}};
  for (const auto& [key, ratio] : ratios) {
    if (ratio * std::sqrt(q2) >= least_scale) continue;
    std::ostringstream message;
    message << "theory.scales." << key << " = " << ratio << " puts the scale at "
            << ratio * std::sqrt(q2) << " GeV for Q2 = " << q2
            << " GeV2, below 1 GeV; raise it or cut on Q2";
    throw InputError(message.str());
  }
}

}  // namespace

Theory::Theory(const qcd::TheoryOptions& theory, const dis::ElectroweakOptions& electroweak,
               const FlavourBasis& basis)
    : grid_(theory.x_min),
      electroweak_(electroweak),
      evolution_(theory, grid_),
      basis_change_(basis, grid_.size()),
      evolved_(evolution_),
      table_(evolution_, evolved_) {}

dis::HeavyQuarks Theory::heavy_quarks(double q2) const {
  return {evolution_.options(), q2, table_.active_flavours(q2)};
}

std::vector<double> Theory::row(const dis::DisObservable& observable, double x, double q2) const {
  std::vector<double> sum = table_.row(observable.massless, x, q2);
  if (observable.massive.empty()) return sum;
  const auto massive = dis::massive_row(evolution_, evolved_, observable.massive, x, q2);
  for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += massive[k];
  return sum;
}

namespace {

/// Only the terms with F2.
dis::DisObservable f2_part(dis::DisObservable observable) {
  const auto other = [](const auto& term) { return term.function != dis::StructureFunction::f2; };
  std::erase_if(observable.massless, other);
  std::erase_if(observable.massive, other);
  return observable;
}

}  // namespace

void Theory::kernel_row(const Dataset& dataset, std::size_t point, KernelPart part,
                        std::span<double> out) const {
  const double x = dataset.x[point], q2 = dataset.q2[point];
  try {
    if (x < grid_.x_min()) {
      std::ostringstream message;
      message << "x = " << x << " is below the grid, which starts at " << grid_.x_min()
              << "; lower theory.grid.x_min or cut the point";
      throw InputError(message.str());
    }
    require_hard_scales(evolution_.options(), q2);
    const auto observable = dis::observable_of(dataset, point, electroweak_, heavy_quarks(q2));
    basis_change_.apply(row(part == KernelPart::f2 ? f2_part(observable) : observable, x, q2), out);
  } catch (const InputError& error) {
    throw InputError("data set " + dataset.name + ", point " +
                     std::to_string(dataset.file_rows[point]) + ": " + error.what());
  }
}

double Theory::structure_function(dis::StructureFunction function, dis::Current current, double x,
                                  double q2, std::span<const double> pdfs) const {
  require_hard_scales(evolution_.options(), q2);
  const auto observable =
      dis::structure_function(function, current, electroweak_, heavy_quarks(q2), q2);
  std::vector<double> weights(n_columns());
  basis_change_.apply(row(observable, x, q2), weights);
  return std::inner_product(weights.begin(), weights.end(), pdfs.begin(), 0.0);
}

namespace {

using qcd::Vector;

/// PDFs at one scale on the grid, in the evolution basis.
struct EvolvedComponents {
  Vector gluon;
  std::array<Vector, 6> plus, minus;  // Σ T3 T8 T15 T24 T35 and V V3 V8 V15 V24 V35
};

EvolvedComponents evolve_components(const qcd::ScaleOperators& e,
                                    const std::vector<double>& components) {
  const Eigen::Index n = e.ns_plus.rows();
  auto component = [&](qcd::InitialComponent c) {
    return Eigen::Map<const Vector>(components.data() + static_cast<Eigen::Index>(c) * n, n);
  };
  Vector singlet(2 * n);
  singlet << component(qcd::sigma), component(qcd::gluon);
  const Vector evolved = e.singlet * singlet;
  EvolvedComponents result;
  result.gluon = evolved.tail(n);
  result.plus[0] = evolved.head(n);
  result.plus[1] = e.ns_plus * component(qcd::t3);
  result.plus[2] = e.ns_plus * component(qcd::t8);
  result.minus[0] = e.ns_valence * component(qcd::valence);
  result.minus[1] = e.ns_minus * component(qcd::v3);
  result.minus[2] = e.ns_minus * component(qcd::v8);
  for (std::size_t h = 0; h < 3; ++h) {
    const bool active = e.t_heavy[h].size() > 0;
    result.plus[3 + h] = active ? Vector(e.t_heavy[h] * singlet) : Vector::Zero(n);
    result.minus[3 + h] = active ? Vector(e.v_heavy[h] * component(qcd::valence)) : Vector::Zero(n);
  }
  return result;
}

/// Σ_k weights times the evolution components: one flavour.
Vector flavour(const std::array<Vector, 6>& components, std::size_t quark, int nf) {
  qcd::QuarkWeights only{};
  if (static_cast<int>(quark) < nf) only[quark] = 1.0;
  const qcd::EvolutionWeights w = qcd::evolution_weights(only, nf);
  Vector sum = w.singlet * components[0] + w.w3 * components[1] + w.w8 * components[2];
  for (std::size_t h = 0; h < 3; ++h) sum += w.heavy[h] * components[3 + h];
  return sum;
}

double at(const XGrid& grid, const Vector& values, double x) {
  return grid.interpolate({values.data(), static_cast<std::size_t>(values.size())}, x);
}

}  // namespace

std::vector<EvolvedPdfs> evolve_pdfs(const qcd::Evolution& evolution, const FlavourBasis& basis,
                                     std::span<const double> pdfs, std::span<const double> x,
                                     std::span<const double> q) {
  const XGrid& grid = evolution.grid();
  const auto components = dis::BasisChange(basis, grid.size()).components(pdfs);
  const qcd::EvolutionTable table(evolution);
  std::vector<EvolvedPdfs> result;
  for (const double scale : q) {
    const qcd::ScaleStencil stencil = table.scales().stencil(scale * scale);
    const EvolvedComponents evolved = evolve_components(table.at(stencil), components);
    std::array<Vector, qcd::n_quarks> plus, minus;
    for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
      plus[f] = flavour(evolved.plus, f, stencil.nf);
      minus[f] = flavour(evolved.minus, f, stencil.nf);
    }
    for (const double momentum_fraction : x) {
      EvolvedPdfs point{
          momentum_fraction, scale, at(grid, evolved.gluon, momentum_fraction), {}, {}};
      for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
        const double p = at(grid, plus[f], momentum_fraction);
        const double m = at(grid, minus[f], momentum_fraction);
        point.quark[f] = 0.5 * (p + m);
        point.antiquark[f] = 0.5 * (p - m);
      }
      result.push_back(point);
    }
  }
  return result;
}

}  // namespace fitpack
