#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace fitpack {

/// A coefficient of the higher-twist term: a component of θ, or a constant.
struct HigherTwistCoefficient {
  double constant = 0.0;
  std::optional<std::size_t> theta_index;

  [[nodiscard]] double at(std::span<const double> theta) const {
    return theta_index ? theta[*theta_index] : constant;
  }
};

using HigherTwistCoefficients = std::array<HigherTwistCoefficient, 3>;  ///< h0, h1, h2

/// Where a row is measured.
struct HigherTwistPoint {
  double x = 0.0, q2 = 0.0;  ///< Q² in GeV²
};

/// A normalisation: a component of θ, or a constant.
struct NormalisationValue {
  double constant = 1.0;
  std::optional<std::size_t> theta_index;

  [[nodiscard]] double at(std::span<const double> theta) const {
    return theta_index ? theta[*theta_index] : constant;
  }
};

}  // namespace fitpack
