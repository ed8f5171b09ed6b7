#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "fitpack/analysis/theory.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/events/event_definition.hpp"
#include "fitpack/events/event_sample.hpp"

/// Points all over a phase space and on its edges, and their cross sections from rows of their own.
namespace fitpack::phase_space_points {

/// `inside` points uniform in ln x and ln Q², `per_edge` on every edge of x, Q², y and W² and on
/// both sides of every threshold (Q², GeV²).
inline EventColumns everywhere(const PhaseSpace& space, std::size_t inside, std::size_t per_edge,
                               const std::vector<double>& thresholds) {
  constexpr double beside = 1e-9;
  const Philox random(11);
  const auto between = [&](double low, double high, std::uint32_t k, std::uint32_t which) {
    return low * std::pow(high / low, random.uniform({k, which, 0, 0}));
  };
  EventColumns points;
  const auto add = [&](double x, double q2) {
    if (!space.contains(x, q2)) return false;
    points.x.push_back(x);
    points.q2.push_back(q2);
    return true;
  };
  for (std::uint32_t k = 0; points.size() < inside; ++k)
    add(between(space.x_min, space.x_max, k, 0), between(space.q2_min, space.q2_max, k, 1));
  for (std::uint32_t k = 0; k < per_edge; ++k) {
    const double q2 = between(space.q2_min, space.q2_max, k, 2);
    const auto [low, high] = space.x_range(q2);
    add(low * (1.0 + beside), q2);
    add(high * (1.0 - beside), q2);
    const double x = between(space.x_min, space.x_max, k, 3);
    add(x, space.q2_min);
    add(x, space.q2_max);
    for (const double threshold : thresholds) {
      add(x, threshold * (1.0 - beside));
      add(x, threshold * (1.0 + beside));
    }
  }
  return points;
}

/// The row of σ/prefactor of the kernel of a beam: Y₊ σ_r (neutral) or, with x and the propagator
/// taken out, d²σ/dx dQ² (charged currents), over (1−x)³.
class DirectRows {
 public:
  DirectRows(const RunCard& card, const EventDefinition& definition)
      : theory_(card.theory, card.electroweak, *flavour_basis(card.pdfs.basis)),
        definition_(definition),
        mw2_(card.electroweak.mw * card.electroweak.mw) {}

  [[nodiscard]] std::vector<double> operator()(double x, double q2) const {
    const bool charged = definition_.beam.process == Process::cc_dis;
    Dataset point;
    point.name = "point";
    point.process = definition_.beam.process;
    point.observable = charged ? Observable::d2sigma_dxdq2 : Observable::reduced_cross_section;
    point.lepton_charge = definition_.beam.lepton_charge;
    point.polarisation = definition_.beam.polarisation;
    point.x = {x};
    point.q2 = {q2};
    point.y = {definition_.phase_space.y(x, q2)};
    point.value = {1.0};
    point.file_rows = {1};
    std::vector<double> row(theory_.n_columns());
    theory_.kernel_row(point, 0, KernelPart::all, row);
    double factor = 1.0 / std::pow(1.0 - x, 3);
    if (charged)
      factor *= x * std::pow((q2 + mw2_) / mw2_, 2);
    else
      factor *= 1.0 + std::pow(1.0 - point.y[0], 2);
    for (double& weight : row) weight *= factor;
    return row;
  }

 private:
  Theory theory_;
  EventDefinition definition_;
  double mw2_;
};

}  // namespace fitpack::phase_space_points
