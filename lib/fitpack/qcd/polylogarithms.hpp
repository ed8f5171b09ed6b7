#pragma once

namespace fitpack::qcd {

/// Dilogarithm Li2(x) = -∫_0^x dt ln(1-t)/t for real x <= 1. Absolute accuracy 1e-15 for |x| <= 1.
double li2(double x);
/// Trilogarithm Li3(x) = ∫_0^x dt Li2(t)/t for -1 <= x <= 1. Absolute accuracy 1e-15.
double li3(double x);
/// Nielsen's S_{1,2}(x) = (1/2) ∫_0^x dt ln²(1-t)/t for -1 <= x <= 1. Absolute accuracy 1e-15.
double s12(double x);

}  // namespace fitpack::qcd
