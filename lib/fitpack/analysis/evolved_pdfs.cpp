#include "fitpack/analysis/evolved_pdfs.hpp"

#include "fitpack/dis/kernel_rows.hpp"

namespace fitpack {

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

/// Values of a function on the nodes at the points of interest.
class Sampler {
 public:
  Sampler(const XGrid& grid, std::span<const double> x) : x_(x) {
    for (const double point : x) stencils_.push_back(grid.stencil(point));
  }
  [[nodiscard]] std::size_t size() const { return x_.size(); }
  [[nodiscard]] double x(std::size_t i) const { return x_[i]; }
  [[nodiscard]] double at(std::size_t i, const Vector& values) const {
    const Stencil& s = stencils_[i];
    double sum = 0.0;
    for (std::size_t m = 0; m < s.weights.size(); ++m)
      sum += s.weights[m] * values[static_cast<Eigen::Index>(s.first + m)];
    return sum;
  }

 private:
  std::span<const double> x_;
  std::vector<Stencil> stencils_;
};

void append_points(const EvolvedComponents& evolved, const Sampler& sampler, double q, int nf,
                   std::vector<EvolvedPdfs>& out) {
  std::array<Vector, qcd::n_quarks> plus, minus;
  for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
    plus[f] = flavour(evolved.plus, f, nf);
    minus[f] = flavour(evolved.minus, f, nf);
  }
  for (std::size_t i = 0; i < sampler.size(); ++i) {
    EvolvedPdfs point{sampler.x(i), q, sampler.at(i, evolved.gluon), {}, {}};
    for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
      const double p = sampler.at(i, plus[f]), m = sampler.at(i, minus[f]);
      point.quark[f] = 0.5 * (p + m);
      point.antiquark[f] = 0.5 * (p - m);
    }
    out.push_back(point);
  }
}

}  // namespace

std::vector<std::vector<EvolvedPdfs>> evolve_members(const qcd::EvolutionTable& table,
                                                     const XGrid& grid, const FlavourBasis& basis,
                                                     std::span<const std::vector<double>> members,
                                                     std::span<const double> x,
                                                     std::span<const PdfScale> scales) {
  const dis::BasisChange change(basis, grid.size());
  std::vector<std::vector<double>> components;
  for (const std::vector<double>& pdfs : members) components.push_back(change.components(pdfs));
  const Sampler sampler(grid, x);
  std::vector<std::vector<EvolvedPdfs>> result(members.size());
  for (const PdfScale& scale : scales) {
    const double q2 = scale.q * scale.q;
    const qcd::ScaleStencil stencil =
        scale.nf ? table.scales().stencil(q2, *scale.nf) : table.scales().stencil(q2);
    const qcd::ScaleOperators operators = table.at(stencil);
    for (std::size_t k = 0; k < members.size(); ++k)
      append_points(evolve_components(operators, components[k]), sampler, scale.q, stencil.nf,
                    result[k]);
  }
  return result;
}

std::vector<std::vector<EvolvedPdfs>> evolve_members(const qcd::Evolution& evolution,
                                                     const FlavourBasis& basis,
                                                     std::span<const std::vector<double>> members,
                                                     std::span<const double> x,
                                                     std::span<const PdfScale> scales) {
  return evolve_members(qcd::EvolutionTable(evolution), evolution.grid(), basis, members, x,
                        scales);
}

std::vector<EvolvedPdfs> evolve_pdfs(const qcd::Evolution& evolution, const FlavourBasis& basis,
                                     std::span<const double> pdfs, std::span<const double> x,
                                     std::span<const double> q) {
  const std::vector<std::vector<double>> one{{pdfs.begin(), pdfs.end()}};
  std::vector<PdfScale> scales;
  for (const double scale : q) scales.push_back({scale, std::nullopt});
  return evolve_members(evolution, basis, one, x, scales).front();
}

}  // namespace fitpack
