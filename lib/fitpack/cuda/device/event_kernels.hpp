#pragma once

#include <cuda_runtime.h>

#include <limits>

#include "fitpack/cuda/event_pieces.hpp"
#include "fitpack/events/event_sums.hpp"

/// What a device does with events. Each block of threads sums one piece; every thread holds its
/// sums of powers in registers, and a fixed tree adds those of threads.
namespace fitpack::cuda {

inline constexpr unsigned threads_per_piece = 128;
inline constexpr unsigned warp_size = 32;
inline constexpr unsigned warps_per_piece = threads_per_piece / warp_size;
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Columns of events on the device; `first` is the number of the event they begin with.
template <class Real>
struct DeviceEvents {
  const Real* u = nullptr;
  const Real* v = nullptr;
  const Real* weight = nullptr;  ///< null: all are one
  std::size_t first = 0;
};

/// Sums of powers (w/gⁿ) uⁱ vʲ with i < n_u, first_v <= j < first_v + n_v; with_value: Σ w ln g in
/// front of them.
template <int order_, int n_u_, int first_v_, int n_v_>
struct Powers {
  static constexpr int order = order_, n_u = n_u_, first_v = first_v_, n_v = n_v_;
  static constexpr bool with_value = order < 2;
  static constexpr int n_powers = n_u * n_v;
  static constexpr unsigned n_sums = n_powers + (with_value ? 1 : 0);
};
using ValueAlone = Powers<0, 0, 0, 0>;
using GradientPowers = Powers<1, n_u, 0, n_v>;
/// More sums than these do not fit into a thread's registers: information takes four passes.
template <int first_v, int n_v>
using InformationPowers = Powers<2, n_u_products, first_v, n_v>;

__device__ inline double multiply_add(double a, double b, double c) { return fma(a, b, c); }
__device__ inline float multiply_add(float a, float b, float c) { return fmaf(a, b, c); }

/// Events that one load of 16 bytes brings.
template <class Real>
struct alignas(16) Pack {
  static constexpr unsigned size = 16 / sizeof(Real);
  Real value[size];
};

template <class Real>
__device__ inline Pack<Real> load_pack(const Real* column, std::size_t at) {
  return *reinterpret_cast<const Pack<Real>*>(column + at);
}

/// g at the events of a pack.
template <class Real>
__device__ inline Pack<Real> densities(const Real* c, const Pack<Real>& u, const Pack<Real>& v) {
  Pack<Real> g{};
#pragma unroll
  for (int i = n_u - 1; i >= 0; --i) {
    Real row[Pack<Real>::size];
#pragma unroll
    for (unsigned k = 0; k < Pack<Real>::size; ++k) row[k] = c[i * n_v + n_v - 1];
#pragma unroll
    for (int j = n_v - 2; j >= 0; --j)
#pragma unroll
      for (unsigned k = 0; k < Pack<Real>::size; ++k)
        row[k] = multiply_add(row[k], v.value[k], c[i * n_v + j]);
#pragma unroll
    for (unsigned k = 0; k < Pack<Real>::size; ++k)
      g.value[k] = multiply_add(g.value[k], u.value[k], row[k]);
  }
  return g;
}

/// Σ w ln g of one thread. Without weights the densities are multiplied, so that a logarithm serves
/// a whole piece; the exponent of the product is kept apart.
class LogarithmSum {
 public:
  __device__ void multiply(double g) { product_ *= g; }
  /// After no more than eight factors, see largest_density.
  __device__ void normalise() {
    int exponent = 0;
    product_ = frexp(product_, &exponent);
    exponent_ += exponent;
  }
  __device__ void add(double weight, double g) { sum_ += weight * log(g); }
  __device__ void check(bool positive) { positive_ = positive_ && positive; }
  __device__ double value() const {
    constexpr double ln2 = 0.693147180559945309417;
    if (!positive_) return not_a_number;
    return sum_ + (log(product_) + exponent_ * ln2);
  }

 private:
  double product_ = 1.0, sum_ = 0.0;
  int exponent_ = 0;
  bool positive_ = true;
};

/// sums[i * n_v + j] += r uⁱ vʲ⁺ᶠ with f = first_v.
template <class P, class Real>
__device__ inline void add_powers(Real u, Real v, Real r, Real* sums) {
  Real power_of_v[P::n_v];
  power_of_v[0] = 1;
#pragma unroll
  for (int j = 1; j < P::n_v; ++j) power_of_v[j] = power_of_v[j - 1] * v;
#pragma unroll
  for (int j = 0; j < P::first_v; ++j) r *= v;
#pragma unroll
  for (int i = 0; i < P::n_u; ++i) {
    sums[i * P::n_v] += r;
#pragma unroll
    for (int j = 1; j < P::n_v; ++j)
      sums[i * P::n_v + j] = multiply_add(r, power_of_v[j], sums[i * P::n_v + j]);
    r *= u;
  }
}

/// Adds `n` numbers of each thread of a warp; afterwards every thread holds the totals of a few of
/// them. Halves what a thread is responsible for in every step: as many exchanges as numbers.
template <unsigned n, unsigned distance>
struct WarpSums {
  static constexpr unsigned half = (n + 1) / 2;
  using Next = WarpSums<half, distance / 2>;
  static constexpr unsigned n_left = Next::n_left;

  /// `first`, `count`: the numbers this thread answers for; they lie at the front of `values`.
  __device__ static void add(double* values, unsigned lane, unsigned& first, unsigned& count) {
    const bool upper = (lane & distance) != 0;
#pragma unroll
    for (unsigned k = 0; k < half; ++k) {
      const double above = k + half < n ? values[k + half] : 0.0;
      const double kept = upper ? above : values[k];
      const double given = upper ? values[k] : above;
      values[k] = kept + __shfl_xor_sync(0xffffffffU, given, distance);
    }
    if (upper) first += half;
    count = upper ? (count > half ? count - half : 0) : (count < half ? count : half);
    Next::add(values, lane, first, count);
  }
};
template <unsigned n>
struct WarpSums<n, 0> {
  static constexpr unsigned n_left = n;
  __device__ static void add(double*, unsigned, unsigned&, unsigned&) {}
};

/// out[0 … n) = sums over the threads of a block. `of_warps`: shared, warps_per_piece × n.
template <unsigned n>
__device__ inline void add_threads(double* values, double* of_warps, double* out) {
  const unsigned lane = threadIdx.x % warp_size, warp = threadIdx.x / warp_size;
  unsigned first = 0, count = n;
  WarpSums<n, warp_size / 2>::add(values, lane, first, count);
#pragma unroll
  for (unsigned k = 0; k < WarpSums<n, warp_size / 2>::n_left; ++k)
    if (k < count) of_warps[warp * n + first + k] = values[k];
  __syncthreads();
  static_assert(warps_per_piece == 4);
  if (threadIdx.x < n) {
    const double* sum = of_warps + threadIdx.x;
    out[threadIdx.x] = (sum[0] + sum[n]) + (sum[2 * n] + sum[3 * n]);
  }
}

/// The sums of a thread over its events of a piece.
template <class Real, class P, bool weighted>
class ThreadSums {
 public:
  static constexpr unsigned width = Pack<Real>::size;

  __device__ void add_piece(const DeviceEvents<Real>& events, const EventPiece& piece,
                            const Real* c) {
    const std::size_t begin = piece.first - events.first;
    unsigned e = threadIdx.x * width, n_packs = 0;
    Packs next{};
    if (e < piece.count) next = load(events, begin + e);
    while (e < piece.count) {
      const Packs packs = next;
      const unsigned left = piece.count - e;
      e += threads_per_piece * width;
      // On its way while this one is summed.
      if (e < piece.count) next = load(events, begin + e);
      add_pack(packs, left, c);
      if (P::with_value && !weighted && ++n_packs % (8 / width) == 0) logarithms_.normalise();
    }
  }

  /// All sums in double, n_sums numbers.
  __device__ void copy_to(double* values) const {
    if constexpr (P::with_value) values[0] = logarithms_.value();
#pragma unroll
    for (int k = 0; k < P::n_powers; ++k)
      values[(P::with_value ? 1 : 0) + k] = static_cast<double>(powers_[k]);
  }

 private:
  struct Packs {
    Pack<Real> u, v, w;
  };

  __device__ static Packs load(const DeviceEvents<Real>& events, std::size_t at) {
    Packs packs{load_pack(events.u, at), load_pack(events.v, at), {}};
    if constexpr (weighted) packs.w = load_pack(events.weight, at);
    return packs;
  }

  /// `left`: events of the piece from this one on; what lies beyond has density 1 and weight 0.
  __device__ void add_pack(const Packs& packs, unsigned left, const Real* c) {
    const auto& [u, v, w] = packs;
    Pack<Real> g = densities(c, u, v);
#pragma unroll
    for (unsigned k = 0; k < width; ++k)
      if (k >= left) g.value[k] = 1;
    if constexpr (P::with_value) add_logarithms(g, w, left);
    if constexpr (P::order > 0) {
#pragma unroll
      for (unsigned k = 0; k < width; ++k) {
        const Real weight = k < left ? (weighted ? w.value[k] : Real{1}) : Real{0};
        Real r = weight / g.value[k];
        if constexpr (P::order > 1) r = r / g.value[k];
        add_powers<P>(u.value[k], v.value[k], r, powers_);
      }
    }
  }

  __device__ void add_logarithms(const Pack<Real>& g, const Pack<Real>& w, unsigned left) {
#pragma unroll
    for (unsigned k = 0; k < width; ++k) {
      logarithms_.check(g.value[k] > static_cast<Real>(1.0 / largest_density) &&
                        g.value[k] < static_cast<Real>(largest_density));
      const auto density = static_cast<double>(g.value[k]);
      if constexpr (weighted) {
        if (k < left) logarithms_.add(static_cast<double>(w.value[k]), density);
      } else {
        logarithms_.multiply(density);
      }
    }
  }

  LogarithmSum logarithms_;
  Real powers_[P::n_powers > 0 ? P::n_powers : 1] = {};
};

/// sums[piece * n_sums …] for the pieces of this part, one block of threads each.
template <class Real, class P, bool weighted>
__global__ void __launch_bounds__(threads_per_piece, 2)
    sum_pieces(DeviceEvents<Real> events, const EventPiece* pieces, const double* coefficients,
               double* sums) {
  alignas(16) __shared__ Real c[n_coefficients];
  __shared__ double of_warps[warps_per_piece * P::n_sums];
  const EventPiece piece = pieces[blockIdx.x];
  if (threadIdx.x < n_coefficients)
    c[threadIdx.x] = static_cast<Real>(coefficients[piece.cell * n_coefficients + threadIdx.x]);
  __syncthreads();
  ThreadSums<Real, P, weighted> mine;
  mine.add_piece(events, piece, c);
  double values[P::n_sums];
  mine.copy_to(values);
  add_threads<P::n_sums>(values, of_warps, sums + static_cast<std::size_t>(blockIdx.x) * P::n_sums);
}

inline constexpr unsigned piece_groups = 8;
inline constexpr unsigned most_sums = 64;

/// out[run * n_sums …]: sums of the pieces of a run, one block of threads each. Eight groups of
/// threads take pieces in turn; a tree adds the groups.
template <class Number>
__global__ void __launch_bounds__(piece_groups* most_sums)
    add_pieces(const Number* sums, const std::uint32_t* first_of_run, unsigned n_sums,
               Number* out) {
  __shared__ Number of_groups[piece_groups * most_sums];
  const unsigned column = threadIdx.x % most_sums, group = threadIdx.x / most_sums;
  const std::uint32_t end = first_of_run[blockIdx.x + 1];
  Number sum = 0;
  if (column < n_sums)
    for (std::uint32_t p = first_of_run[blockIdx.x] + group; p < end; p += piece_groups)
      sum += sums[static_cast<std::size_t>(p) * n_sums + column];
  of_groups[threadIdx.x] = sum;
  for (unsigned distance = piece_groups / 2; distance > 0; distance /= 2) {
    __syncthreads();
    if (group < distance) of_groups[threadIdx.x] += of_groups[threadIdx.x + distance * most_sums];
  }
  if (group == 0 && column < n_sums)
    out[static_cast<std::size_t>(blockIdx.x) * n_sums + column] = of_groups[column];
}

inline constexpr std::uint32_t none_bad = 0xffffffffU;

/// bad[piece]: the first event of a piece whose density is not positive, counted from its begin.
template <class Real>
__global__ void __launch_bounds__(threads_per_piece)
    find_bad_events(DeviceEvents<Real> events, const EventPiece* pieces, const double* coefficients,
                    std::uint32_t* bad) {
  __shared__ double c[n_coefficients];
  __shared__ std::uint32_t of_threads[threads_per_piece];
  const EventPiece piece = pieces[blockIdx.x];
  if (threadIdx.x < n_coefficients)
    c[threadIdx.x] = coefficients[piece.cell * n_coefficients + threadIdx.x];
  __syncthreads();
  std::uint32_t first = none_bad;
  for (std::uint32_t e = threadIdx.x; e < piece.count && first == none_bad;
       e += threads_per_piece) {
    const std::size_t at = piece.first - events.first + e;
    const Pack<double> u{{static_cast<double>(events.u[at])}};
    const Pack<double> v{{static_cast<double>(events.v[at])}};
    if (!(densities(c, u, v).value[0] > 0.0)) first = e;
  }
  of_threads[threadIdx.x] = first;
  for (unsigned distance = threads_per_piece / 2; distance > 0; distance /= 2) {
    __syncthreads();
    if (threadIdx.x < distance && of_threads[threadIdx.x + distance] < of_threads[threadIdx.x])
      of_threads[threadIdx.x] = of_threads[threadIdx.x + distance];
  }
  if (threadIdx.x == 0) bad[blockIdx.x] = of_threads[0];
}

}  // namespace fitpack::cuda
