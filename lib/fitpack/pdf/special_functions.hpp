#pragma once

namespace fitpack {

/// ψ(x) = d ln Γ(x)/dx for x > 0, to machine precision: recurrence to large x, then the asymptotic
/// series, DLMF 5.5.2 and 5.11.2.
[[nodiscard]] double digamma(double x);

/// Beta(a, b) = Γ(a) Γ(b) / Γ(a+b) for a, b > 0.
[[nodiscard]] double beta_function(double a, double b);

}  // namespace fitpack
