#pragma once

// Eight doubles as one value of the compiler's vector extension: one AVX-512 register, or as many
// narrower ones as the processor has. For the .cpp files of inner loops only.

// Vectors are passed between inlined functions only, so their calling convention does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"

#include <cmath>

namespace fitpack {

/// a b + c with the rounding that the compiler gives the same expression of vectors: fused wherever
/// the processor can (-ffp-contract=fast), which it does not do reliably for single numbers.
[[gnu::always_inline]] inline double multiply_add(double a, double b, double c) {
#if defined(__FP_FAST_FMA) && defined(__OPTIMIZE__)
  return std::fma(a, b, c);
#else
  return a * b + c;
#endif
}

typedef double Vector8 __attribute__((vector_size(64)));  // NOLINT: attribute needs typedef
typedef double UnalignedVector8 __attribute__((vector_size(64), aligned(8), may_alias));  // NOLINT

[[gnu::always_inline]] inline Vector8 load8(const double* p) {
  return *reinterpret_cast<const UnalignedVector8*>(p);
}
[[gnu::always_inline]] inline void store8(double* p, Vector8 v) {
  *reinterpret_cast<UnalignedVector8*>(p) = v;
}

}  // namespace fitpack
