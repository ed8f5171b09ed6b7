#include "fitpack/events/event_sums.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "fitpack/kernel/vector8.hpp"

namespace fitpack {

namespace {

/// As many numbers as fit into 64 bytes.
template <class Real>
struct Lanes {
  typedef Real Vector __attribute__((vector_size(64)));  // NOLINT: attribute needs typedef
  static constexpr std::size_t count = 64 / sizeof(Real);
};
template <class Real>
using Vector = typename Lanes<Real>::Vector;

template <class Real>
[[gnu::always_inline]] inline Vector<Real> load(const Real* p) {
  return *reinterpret_cast<const Vector<Real>*>(p);
}

/// Vectors that go through both halves of the loop together: their densities stay in the
/// processor's nearest cache.
constexpr std::size_t batch = 32;
/// Densities whose product is taken before its logarithm, see largest_density.
constexpr std::size_t factors = 8;

/// g of a batch, and whether all are positive and finite.
template <class Real>
struct Densities {
  alignas(64) std::array<Vector<Real>, batch> g;
  Vector<Real> smallest, largest;
};

template <class Real>
void evaluate_densities(const Real* c, const Real* u, const Real* v, std::size_t n_vectors,
                        Densities<Real>& out) {
  for (std::size_t k = 0; k < n_vectors; ++k) {
    const Vector<Real> at_u = load(u + k * Lanes<Real>::count);
    const Vector<Real> at_v = load(v + k * Lanes<Real>::count);
    std::array<Vector<Real>, n_u> rows;
#pragma GCC unroll 8
    for (std::size_t i = 0; i < n_u; ++i) {
      rows[i] = c[i * n_v + n_v - 1] * at_v + c[i * n_v + n_v - 2];
      for (std::size_t j = n_v - 2; j-- > 0;) rows[i] = rows[i] * at_v + c[i * n_v + j];
    }
    Vector<Real> sum = rows[n_u - 1];
    for (std::size_t i = n_u - 1; i-- > 0;) sum = sum * at_u + rows[i];
    out.g[k] = sum;
  }
}

/// Lanes beyond the last event get density 1, whose logarithm is zero.
template <class Real>
void mask_tail(Densities<Real>& densities, std::size_t n_vectors, std::size_t count) {
  const std::size_t used = count - (n_vectors - 1) * Lanes<Real>::count;
  for (std::size_t l = used; l < Lanes<Real>::count; ++l) densities.g[n_vectors - 1][l] = 1;
}

/// Whether every density is positive, and small enough for products.
template <class Real>
bool all_positive(const Densities<Real>& densities, std::size_t n_vectors) {
  Vector<Real> smallest = densities.g[0], largest = densities.g[0];
  for (std::size_t k = 1; k < n_vectors; ++k) {
    const Vector<Real> g = densities.g[k];
    smallest = g < smallest ? g : smallest;
    largest = g > largest ? g : largest;
  }
  bool positive = true;
  for (std::size_t l = 0; l < Lanes<Real>::count; ++l)
    positive = positive && smallest[l] > static_cast<Real>(1.0 / largest_density) &&
               largest[l] < static_cast<Real>(largest_density);
  return positive;
}

Vector8 eight(const double* p) { return load8(p); }
Vector8 eight(const float* p) {
  typedef float Single8 __attribute__((vector_size(32), may_alias));  // NOLINT
  return __builtin_convertvector(*reinterpret_cast<const Single8*>(p), Vector8);
}

/// Σ w ln g of a batch; without weights one logarithm for `factors` densities.
template <class Real>
double sum_of_logarithms(const Densities<Real>& densities, std::size_t n_vectors,
                         const Real* weights) {
  double sum = 0.0;
  if (weights != nullptr) {
    for (std::size_t k = 0; k < n_vectors; ++k)
      for (std::size_t l = 0; l < Lanes<Real>::count; ++l) {
        const std::size_t e = k * Lanes<Real>::count + l;
        if (weights[e] != 0)
          sum += static_cast<double>(weights[e]) * std::log(static_cast<double>(densities.g[k][l]));
      }
    return sum;
  }
  constexpr std::size_t halves = Lanes<Real>::count / column_padding;
  for (std::size_t first = 0; first < n_vectors; first += factors / halves) {
    Vector8 product = Vector8{} + 1.0;
    for (std::size_t k = first; k < std::min(first + factors / halves, n_vectors); ++k)
      for (std::size_t h = 0; h < halves; ++h)
        product *= eight(reinterpret_cast<const Real*>(&densities.g[k]) + h * column_padding);
    double lane_product = 1.0;
    for (std::size_t l = 0; l < column_padding; ++l) {
      int exponent = 0;
      lane_product *= std::frexp(product[l], &exponent);
      sum += exponent * std::numbers::ln2;
    }
    sum += std::log(lane_product);
  }
  return sum;
}

/// out[i * stride + first_j + j] += Σ r uⁱ vʲ over a batch for i < n_i, j < n_j, where r holds
/// whatever power of v comes before.
template <class Real, std::size_t n_i, std::size_t n_j, std::size_t stride>
void add_powers(const Real* u, const Real* v, const Vector<Real>* r, std::size_t n_vectors,
                double* out) {
  std::array<Vector<Real>, n_i * n_j> sums{};
  for (std::size_t k = 0; k < n_vectors; ++k) {
    const Vector<Real> at_u = load(u + k * Lanes<Real>::count);
    const Vector<Real> at_v = load(v + k * Lanes<Real>::count);
    Vector<Real> power = r[k];
#pragma GCC unroll 16
    for (std::size_t i = 0; i < n_i; ++i) {
      Vector<Real> term = power;
#pragma GCC unroll 8
      for (std::size_t j = 0; j < n_j; ++j) {
        sums[i * n_j + j] += term;
        if (j + 1 < n_j) term *= at_v;
      }
      if (i + 1 < n_i) power *= at_u;
    }
  }
  for (std::size_t i = 0; i < n_i; ++i)
    for (std::size_t j = 0; j < n_j; ++j) {
      Real total = 0;
      for (std::size_t l = 0; l < Lanes<Real>::count; ++l) total += sums[i * n_j + j][l];
      out[i * stride + j] += static_cast<double>(total);
    }
}

template <class Real>
void multiply_by_power(const Real* factor, std::size_t power, std::size_t n_vectors,
                       Vector<Real>* r) {
  for (std::size_t k = 0; k < n_vectors; ++k) {
    const Vector<Real> f = load(factor + k * Lanes<Real>::count);
    Vector<Real> scaled = r[k];
    for (std::size_t n = 0; n < power; ++n) scaled *= f;
    r[k] = scaled;
  }
}

/// Σ (w/g) uⁱ vʲ: two halves, so that the sums fit into the registers.
template <class Real>
void add_gradient(const Real* u, const Real* v, Vector<Real>* r, std::size_t n_vectors,
                  double* out) {
  constexpr std::size_t half = n_v / 2;
  static_assert(2 * half == n_v);
  add_powers<Real, n_u, half, n_v>(u, v, r, n_vectors, out);
  multiply_by_power(v, half, n_vectors, r);
  add_powers<Real, n_u, half, n_v>(u, v, r, n_vectors, out + half);
}

/// Σ (w/g²) uⁱ vʲ: thirteen powers of u in two groups, eleven of v in four.
template <class Real>
void add_information(const Real* u, const Real* v, Vector<Real>* r, std::size_t n_vectors,
                     double* out) {
  constexpr std::size_t group = 3;
  static_assert(n_u_products == 13 && n_v_products == 11);
  for (std::size_t j = 0; j + group <= n_v_products; j += group) {
    std::array<Vector<Real>, batch> upper;
    std::copy_n(r, n_vectors, upper.begin());
    add_powers<Real, 7, group, n_v_products>(u, v, r, n_vectors, out + j);
    multiply_by_power(u, 7, n_vectors, upper.data());
    add_powers<Real, 6, group, n_v_products>(u, v, upper.data(), n_vectors,
                                             out + 7 * n_v_products + j);
    multiply_by_power(v, group, n_vectors, r);
  }
  add_powers<Real, 13, 2, n_v_products>(u, v, r, n_vectors, out + 9);
}

/// Every number a single-precision program would have kept as such.
void round_to_single(std::span<double> numbers) {
  for (double& number : numbers) number = static_cast<float>(number);
}

template <class Real>
class BlockAdder {
 public:
  BlockAdder(const SortedBlock<Real>& block, const EventSumsLayout& layout, EventWant want,
             EventPrecision precision, std::span<double> sums)
      : block_(block), layout_(layout), want_(want), precision_(precision), sums_(sums) {}

  void add_run(const CellRun& run, const double* coefficients) {
    std::array<Real, n_coefficients> c;
    std::copy_n(coefficients, n_coefficients, c.begin());
    constexpr std::size_t events = batch * Lanes<Real>::count;
    for (std::size_t begin = 0; begin < run.count; begin += events)
      add_batch(run.cell, run.first + begin, std::min(events, run.count - begin), c.data());
  }

 private:
  void add_batch(std::size_t cell, std::size_t first, std::size_t count, const Real* c) {
    constexpr std::size_t lanes = Lanes<Real>::count;
    const std::size_t n = (count + lanes - 1) / lanes;
    const Real* u = block_.u.data() + first;
    const Real* v = block_.v.data() + first;
    const Real* w = block_.weight.empty() ? nullptr : block_.weight.data() + first;
    evaluate_densities(c, u, v, n, densities_);
    mask_tail(densities_, n, count);
    sums_[0] += all_positive(densities_, n) ? sum_of_logarithms(densities_, n, w)
                                            : std::numeric_limits<double>::quiet_NaN();
    if (precision_ == EventPrecision::single) round_to_single(sums_.first(1));
    if (want_ == EventWant::value) return;
    for (std::size_t k = 0; k < n; ++k) r_[k] = Vector<Real>{} + Real{1};
    if (w != nullptr)
      for (std::size_t k = 0; k < n; ++k) r_[k] = load(w + k * lanes);
    for (std::size_t l = count - (n - 1) * lanes; l < lanes; ++l) r_[n - 1][l] = 0;
    for (std::size_t k = 0; k < n; ++k) r_[k] /= densities_.g[k];
    if (want_ == EventWant::information)
      for (std::size_t k = 0; k < n; ++k) squared_[k] = r_[k] / densities_.g[k];
    add_gradient(u, v, r_.data(), n, sums_.data() + layout_.gradient(cell));
    if (want_ == EventWant::information)
      add_information(u, v, squared_.data(), n, sums_.data() + layout_.information(cell));
    if (precision_ == EventPrecision::single)
      round_to_single(sums_.subspan(layout_.gradient(cell), n_coefficients));
  }

  const SortedBlock<Real>& block_;
  const EventSumsLayout& layout_;
  EventWant want_;
  EventPrecision precision_;
  std::span<double> sums_;
  Densities<Real> densities_;
  std::array<Vector<Real>, batch> r_, squared_;
};

template <class Real>
void add_sorted(const SortedBlock<Real>& block, std::span<const double> coefficients,
                const EventSumsLayout& layout, EventWant want, EventPrecision precision,
                std::span<double> sums) {
  BlockAdder<Real> adder(block, layout, want, precision, sums);
  for (const CellRun& run : block.runs)
    adder.add_run(run, coefficients.data() + run.cell * n_coefficients);
}

}  // namespace

void add_block(const SortedBlock<double>& block, std::span<const double> coefficients,
               const EventSumsLayout& layout, EventWant want, EventPrecision precision,
               std::span<double> sums) {
  add_sorted(block, coefficients, layout, want, precision, sums);
}

void add_block(const SortedBlock<float>& block, std::span<const double> coefficients,
               const EventSumsLayout& layout, EventWant want, EventPrecision precision,
               std::span<double> sums) {
  add_sorted(block, coefficients, layout, want, precision, sums);
}

}  // namespace fitpack
