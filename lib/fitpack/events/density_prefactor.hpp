#pragma once

namespace fitpack {

/// The part of a cross section that does not depend on PDFs and varies strongly:
/// norm (1−x)³/x / (Q² + mass2)². Falls in x and in Q²; Q⁴ times it rises with Q².
struct DensityPrefactor {
  double norm = 1.0;   ///< pb GeV²
  double mass2 = 0.0;  ///< GeV²; 0: photon
  [[nodiscard, gnu::always_inline]] constexpr double operator()(double x, double q2) const {
    const double rest = 1.0 - x, scale = q2 + mass2;
    return norm * rest * rest * rest / (x * scale * scale);
  }
};

}  // namespace fitpack
