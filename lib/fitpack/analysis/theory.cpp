#include "fitpack/analysis/theory.hpp"

#include <cmath>
#include <numeric>
#include <sstream>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

/// A nucleon that is a proton with probability z and else a neutron, which has u and d exchanged:
/// the functions odd under it count 2z − 1 times.
void rotate_isospin(double z, std::size_t n_x, std::span<double> components) {
  if (z == 1.0) return;
  for (const qcd::InitialComponent c : {qcd::t3, qcd::v3})
    for (std::size_t i = 0; i < n_x; ++i) components[c * n_x + i] *= 2.0 * z - 1.0;
}

}  // namespace

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

const char* to_text(KernelPart part) {
  switch (part) {
    case KernelPart::all:
      return "all";
    case KernelPart::f2:
      return "F2";
    case KernelPart::denominator:
      return "denominator";
  }
  return "?";
}

bool has_part(const Dataset& dataset, KernelPart part) {
  if (dataset.process == Process::drell_yan) return false;
  switch (part) {
    case KernelPart::all:
      return true;
    case KernelPart::f2:
      return !dataset.target.is_ratio();
    case KernelPart::denominator:
      return dataset.target.is_ratio();
  }
  return false;
}

dis::DisObservable part_of(dis::DisObservable observable, KernelPart part) {
  if (part != KernelPart::f2) return observable;
  const auto other = [](const auto& term) { return term.function != dis::StructureFunction::f2; };
  std::erase_if(observable.massless, other);
  std::erase_if(observable.massive, other);
  return observable;
}

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
    const auto observable = dis::observable_of(dataset, point, electroweak_, heavy_quarks(q2),
                                               evolution_.options().target_mass);
    std::vector<double> components = row(part_of(observable, part), x, q2);
    if (part == KernelPart::denominator) return basis_change_.apply(components, out);
    rotate_isospin(dataset.target.proton_fraction(), grid_.size(), components);
    for (double& weight : components) weight *= dataset.factor(point);
    basis_change_.apply(components, out);
  } catch (const InputError& error) {
    throw InputError("data set " + dataset.name + ", point " +
                     std::to_string(dataset.file_rows[point]) + ": " + error.what());
  }
}

std::vector<double> Theory::structure_function_row(dis::StructureFunction function,
                                                   dis::Current current, double x,
                                                   double q2) const {
  require_hard_scales(evolution_.options(), q2);
  const auto observable =
      dis::structure_function(function, current, electroweak_, heavy_quarks(q2), q2);
  std::vector<double> weights(n_columns());
  basis_change_.apply(row(observable, x, q2), weights);
  return weights;
}

double Theory::structure_function(dis::StructureFunction function, dis::Current current, double x,
                                  double q2, std::span<const double> pdfs) const {
  const std::vector<double> weights = structure_function_row(function, current, x, q2);
  return std::inner_product(weights.begin(), weights.end(), pdfs.begin(), 0.0);
}

}  // namespace fitpack
