#pragma once

#include <cmath>
#include <functional>

#include "fitpack/core/constants.hpp"
#include "fitpack/core/quadrature.hpp"
#include "fitpack/drell_yan/coefficient_functions.hpp"

/// The coefficient functions once more, in other variables and without any kernel: z = M²/ŝ and
/// y, the angle of the emitted parton. At fixed z and y the longitudinal variable fixes both
/// momentum fractions. Structure: hep-ph/0312266.
namespace fitpack::testing {

using Density = std::function<double(double)>;

class DirectCrossSection {
 public:
  DirectCrossSection(drell_yan::Variable variable, drell_yan::MomentumFractions x, Density beam,
                     Density target)
      : variable_(variable), x_(x), beam_(std::move(beam)), target_(std::move(target)) {}

  /// O(α_s/2π) of q q̄ at ln(M²/μ_F²) = l.
  [[nodiscard]] double quark_antiquark(double l) const {
    using constants::CF;
    using constants::pi;
    const double born = product(1.0, 0.0);
    double sum = (2.0 * pi * pi / 3.0 - 8.0 + 3.0 * l) * born;
    over_z([&](double z, double one_z, double weight) {
      const double p = 1.0 + z * z, log_1z = std::log(one_z);
      const double low = product(z, 0.0), high = product(z, 1.0);
      for (const double side : {low, high})
        sum += weight * ((p * side - 2.0 * born) * (2.0 * log_1z + l) / one_z +
                         (one_z - p * std::log(z) / one_z) * side);
      over_y([&](double y, double one_y, double weight_y) {
        const double inside = product(z, y);
        sum += weight * weight_y *
               (p / one_z * ((inside - low) / y + (inside - high) / one_y) - 2.0 * one_z * inside);
      });
    });
    return CF * sum;
  }

  /// O(α_s/2π) of a quark of the beam and a gluon of the target.
  [[nodiscard]] double quark_gluon(double l) const {
    double sum = 0.0;
    over_z([&](double z, double one_z, double weight) {
      const double p = z * z + one_z * one_z, side = product(z, 0.0);
      sum += weight * side * (p * (2.0 * std::log(one_z) - std::log(z) + l) + 2.0 * z * one_z);
      over_y([&](double y, double, double weight_y) {
        const double inside = product(z, y);
        sum +=
            weight * weight_y * (p * (inside - side) / y + inside * one_z * (2.0 * z + one_z * y));
      });
    });
    return constants::TR * sum;
  }

 private:
  /// F1 F2 with the Jacobian that the variable brings, relative to z = 1.
  [[nodiscard]] double product(double z, double y) const {
    const double w = (1.0 - z) * y, forward = 1.0 - w, backward = z + w;
    const double tau = x_.x1 * x_.x2;
    double xi1 = 0.0, jacobian = 1.0;
    if (variable_ == drell_yan::Variable::rapidity) {
      xi1 = x_.x1 * std::sqrt(backward / (z * forward));
    } else {
      const double xf = x_.x1 - x_.x2;
      xi1 = (xf + std::sqrt(xf * xf + 4.0 * forward * backward * tau / z)) / (2.0 * forward);
      jacobian = (x_.x1 + x_.x2) / (xi1 * forward + tau / (z * xi1) * backward);
    }
    const double xi2 = tau / (z * xi1);
    if (xi1 >= 1.0 || xi2 >= 1.0) return 0.0;
    return jacobian * beam_(xi1) * target_(xi2);
  }

  /// Points dense at both ends, where logarithms live: z = s³(10 − 15 s + 6 s²), 1 − z likewise.
  template <class Body>
  static void graded(std::size_t panels, Body&& body) {
    static const GaussLegendre rule(16);
    const auto n = static_cast<double>(panels);
    for (std::size_t k = 0; k < panels; ++k)
      rule.for_each(
          static_cast<double>(k) / n, static_cast<double>(k + 1) / n, [&](double s, double weight) {
            const auto step = [](double t) { return t * t * t * (10.0 + t * (-15.0 + 6.0 * t)); };
            const double r = 1.0 - s;
            body(step(s), step(r), weight * 30.0 * s * s * r * r);
          });
  }
  template <class Body>
  void over_z(Body&& body) const {
    // Below τ no partons are left.
    const double tau = x_.x1 * x_.x2;
    graded(24, [&](double t, double one_t, double weight) {
      body(tau + (1.0 - tau) * t, (1.0 - tau) * one_t, (1.0 - tau) * weight);
    });
    // The plus distributions' subtraction below τ.
    below_tau(body, tau);
  }
  template <class Body>
  void below_tau(Body&& body, double tau) const {
    graded(4, [&](double t, double, double weight) { body(tau * t, 1.0 - tau * t, tau * weight); });
  }
  template <class Body>
  static void over_y(Body&& body) {
    graded(16, body);
  }

  drell_yan::Variable variable_;
  drell_yan::MomentumFractions x_;
  Density beam_, target_;
};

}  // namespace fitpack::testing
