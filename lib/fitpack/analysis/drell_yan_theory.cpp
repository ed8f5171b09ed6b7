#include "fitpack/analysis/drell_yan_theory.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fitpack/analysis/theory.hpp"
#include "fitpack/config/theory_parameters.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/drell_yan/luminosity.hpp"

namespace fitpack {

namespace {

void require_on_grid(const qcd::TheoryOptions& theory, const drell_yan::MomentumFractions& x) {
  const double least = std::min(x.x1, x.x2);
  if (least >= theory.x_min) return;
  std::ostringstream message;
  message << "x = " << least << " is below the grid, which starts at " << theory.x_min
          << "; lower theory.grid.x_min or cut the point";
  throw InputError(message.str());
}

}  // namespace

void require_drell_yan_theory(const RunCard& card, const Dataset& dataset) {
  if (card.theory.order == qcd::Order::nnlo)
    throw InputError("data set " + dataset.name +
                     ": Drell-Yan cross sections are known to NLO only; write theory.order: NLO or "
                     "leave the set out");
  const auto is_free = [&](const TheoryValue& value) {
    const std::string& name = card.theory_parameters.*value.parameter;
    const auto index = name.empty() ? std::nullopt : card.parameters.find(name);
    return index && card.parameters.free_index(*index);
  };
  if (std::ranges::none_of(theory_values, is_free)) return;
  throw InputError(
      "data set " + dataset.name +
      ": Drell-Yan cross sections need fixed theory; fix alphas_mz, mc and mb or leave "
      "the set out");
}

std::vector<drell_yan::Point> drell_yan_points(const qcd::TheoryOptions& theory,
                                               const Dataset& dataset) {
  std::vector<drell_yan::Point> points;
  for (std::size_t i = 0; i < dataset.size(); ++i) {
    try {
      points.push_back(drell_yan::point_of(dataset, i));
      require_on_grid(theory, points.back().x);
      require_hard_scales(theory, points.back().q2);
    } catch (const InputError& error) {
      throw InputError("data set " + dataset.name + ", point " +
                       std::to_string(dataset.file_rows[i]) + ": " + error.what());
    }
  }
  return points;
}

drell_yan::ChannelForms drell_yan_forms(const XGrid& grid, const qcd::TheoryOptions& theory,
                                        const drell_yan::Point& point, double a_s) {
  drell_yan::Strength strength;
  if (theory.order != qcd::Order::lo) strength.alphas_over_2pi = 2.0 * a_s;
  strength.log_scale = -2.0 * std::log(theory.mu_f_over_q);
  return drell_yan::channel_forms(grid, point.variable, point.x, strength);
}

double drell_yan_value(const drell_yan::ChannelForms& forms, const Dataset& dataset,
                       const drell_yan::Point& point, const dis::PartonValues& partons) {
  const NodeWindow window{0, static_cast<std::size_t>(partons.gluon.size())};
  std::vector<double> components;
  const auto append = [&](const qcd::Vector& values) {
    components.insert(components.end(), values.data(), values.data() + values.size());
  };
  append(partons.gluon);
  for (std::size_t q = 0; q < 5; ++q) append(partons.plus[q]);
  for (std::size_t q = 0; q < 3; ++q) append(partons.minus[q]);
  const drell_yan::Luminosity luminosity(forms, window, components,
                                         drell_yan::Luminosity::Want::value);
  const double above = point.prefactor * luminosity.value(dataset.target.proton_fraction());
  return dataset.target.is_ratio() ? above / luminosity.value(1.0) : above;
}

}  // namespace fitpack
