#pragma once

#include "fitpack/data/dataset.hpp"
#include "fitpack/drell_yan/coefficient_functions.hpp"

namespace fitpack::drell_yan {

/// A measured point: where partons are needed, and what their luminosity is multiplied with.
struct Point {
  Variable variable = Variable::rapidity;
  MomentumFractions x;
  double q2 = 0.0;         ///< M², GeV²
  double prefactor = 1.0;  ///< cross section over luminosity; 1 for ratios
};

/// √τ e^±Y, Y the rapidity of the pair in the centre of mass.
[[nodiscard]] MomentumFractions at_rapidity(double tau, double y);
/// x1 − x2 = x_F, x1 x2 = τ.
[[nodiscard]] MomentumFractions at_feynman_x(double tau, double x_f);

/// A point of a Drell-Yan set, from its mass, its rapidity or x_F and √S. Throws InputError where
/// they leave no room for partons, or where a column is missing.
[[nodiscard]] Point point_of(const Dataset& dataset, std::size_t point);

}  // namespace fitpack::drell_yan
