#include "fitpack/kernel/kernel_family.hpp"

#include <algorithm>
#include <array>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

constexpr std::size_t lanes = column_padding;
/// Eight numbers of single precision take the place of four.
constexpr std::size_t single_lanes = lanes / 2;

typedef float Single8 __attribute__((vector_size(32)));                               // NOLINT
typedef float StoredSingle8 __attribute__((vector_size(32), aligned(8), may_alias));  // NOLINT

[[gnu::always_inline]] inline Vector8 load_single8(const double* p) {
  const Single8 stored = *reinterpret_cast<const StoredSingle8*>(p);
  return __builtin_convertvector(stored, Vector8);
}
void store_single8(double* p, Vector8 v) {
  *reinterpret_cast<StoredSingle8*>(p) = __builtin_convertvector(v, Single8);
}

/// The member nearest to the others.
std::size_t base_of(std::size_t n_members) { return n_members / 2; }

/// Doubles that a vector of all members takes.
std::size_t packed_size(std::size_t n_members) { return lanes + (n_members - 1) * single_lanes; }

/// The sums of one vector of columns. Members are read once for all targets, whose number is a
/// constant so that the sums stay in registers.
template <std::size_t n_targets>
[[gnu::always_inline]] inline void combine_vector(const double* packed, std::size_t n_members,
                                                  const double* weights,
                                                  const std::array<double*, n_targets>& out) {
  Vector8 sums[n_targets];
  const Vector8 base = load8(packed);
#pragma GCC unroll 4
  for (std::size_t t = 0; t < n_targets; ++t) sums[t] = weights[t] * base;
  packed += lanes;
  for (std::size_t k = 1; k < n_members; ++k, packed += single_lanes) {
    const Vector8 difference = load_single8(packed);
#pragma GCC unroll 4
    for (std::size_t t = 0; t < n_targets; ++t) sums[t] += weights[k * n_targets + t] * difference;
  }
#pragma GCC unroll 4
  for (std::size_t t = 0; t < n_targets; ++t) store8(out[t], sums[t]);
}

/// Calls visit(row, column) for every vector of eight columns in the support of a block. Rows are
/// padded to whole vectors and runs lie a vector apart at least, so that both ends of a run can be
/// rounded outward.
template <class Visit>
void for_each_vector(std::size_t rows, std::span<const std::vector<SummationRun>> runs,
                     Visit&& visit) {
  for (std::size_t i = 0; i < rows; ++i)
    for (const SummationRun run : runs[i / rows_per_group])
      for (std::size_t a = run.begin / lanes * lanes; a < run.end; a += lanes) visit(i, a);
}

}  // namespace

std::vector<double> stored_weights(std::span<const double> weights, std::size_t n_members,
                                   std::size_t n_targets) {
  // The base carries all members.
  std::vector<double> result(n_members * n_targets, 0.0);
  for (std::size_t t = 0; t < n_targets; ++t) {
    std::size_t position = 1;
    for (std::size_t k = 0; k < n_members; ++k) {
      const double weight = weights[t * n_members + k];
      result[t] += weight;
      if (k != base_of(n_members)) result[n_targets * position++ + t] = weight;
    }
  }
  return result;
}

LinearKernel union_of_supports(std::span<const LinearKernel> kernels) {
  FITPACK_EXPECTS(!kernels.empty());
  LinearKernel result = kernels.front();
  for (std::size_t b = 0; b < result.n_blocks(); ++b) {
    const std::span<double> elements = result.blocks_[b].elements.all();
    std::ranges::fill(elements, 0.0);
    for (const LinearKernel& kernel : kernels) {
      const std::span<const double> other = kernel.blocks_[b].elements.all();
      FITPACK_EXPECTS(other.size() == elements.size());
      for (std::size_t i = 0; i < elements.size(); ++i)
        if (other[i] != 0.0) elements[i] = 1.0;
    }
  }
  result.find_support();
  for (LinearKernel::Block& block : result.blocks_) std::ranges::fill(block.elements.all(), 0.0);
  return result;
}

KernelFamily::KernelFamily(std::span<const LinearKernel* const> members,
                           const LinearKernel& support)
    : n_members_(members.size()) {
  FITPACK_EXPECTS(!members.empty());
  const std::size_t stride = support.stride_;
  for (std::size_t b = 0; b < support.n_blocks(); ++b) {
    const LinearKernel::Block& shape = support.blocks_[b];
    BlockElements<double>& packed = blocks_.emplace_back();
    if (!support.holds(b)) continue;
    std::size_t n_vectors = 0;
    for_each_vector(shape.rows, shape.runs, [&](std::size_t, std::size_t) { ++n_vectors; });
    packed.reset(n_vectors * packed_size(n_members_));
    const double* base = members[base_of(n_members_)]->blocks_[b].elements.data();
    double* out = packed.data();
    for_each_vector(shape.rows, shape.runs, [&](std::size_t i, std::size_t a) {
      const std::size_t at = i * stride + a;
      store8(out, load8(base + at));
      out += lanes;
      for (std::size_t k = 0; k < n_members_; ++k) {
        if (k == base_of(n_members_)) continue;
        const double* member = members[k]->blocks_[b].elements.data();
        store_single8(out, load8(member + at) - load8(base + at));
        out += single_lanes;
      }
    });
  }
}

std::size_t KernelFamily::bytes() const {
  std::size_t total = 0;
  for (const auto& block : blocks_) total += block.size() * sizeof(double);
  return total;
}

void KernelFamily::copy_stored(std::size_t block, const LinearKernel& support, std::size_t stored,
                               std::span<double> out) const {
  const LinearKernel::Block& shape = support.blocks_[block];
  const std::size_t n_columns = support.n_columns();
  FITPACK_EXPECTS(stored < n_members_ && out.size() == shape.rows * n_columns);
  std::ranges::fill(out, 0.0);
  const double* packed = blocks_[block].data();
  for_each_vector(shape.rows, shape.runs, [&](std::size_t i, std::size_t a) {
    const Vector8 values =
        stored == 0 ? load8(packed) : load_single8(packed + lanes + (stored - 1) * single_lanes);
    for (std::size_t lane = 0; lane < std::min(lanes, n_columns - a); ++lane)
      out[i * n_columns + a + lane] = values[lane];
    packed += packed_size(n_members_);
  });
}

void KernelFamily::pool(const NodeShare& share) {
  if (!share.is_active()) return;
  std::vector<BlockElements<double>*> elements;
  for (auto& block : blocks_) elements.push_back(&block);
  pool_blocks<double>(elements, share);
}

void KernelFamily::combine(std::size_t block, std::span<const double> weights,
                           std::span<LinearKernel> targets) const {
  FITPACK_EXPECTS(!targets.empty() && weights.size() == n_members_ * targets.size());
  // Two at a time: a value and one derivative, mostly.
  std::size_t t = 0;
  for (; t + 2 <= targets.size(); t += 2)
    combine_into<2>(block, weights.subspan(t * n_members_, 2 * n_members_), targets.subspan(t));
  if (t < targets.size())
    combine_into<1>(block, weights.subspan(t * n_members_, n_members_), targets.subspan(t));
}

template <std::size_t n_targets>
void KernelFamily::combine_into(std::size_t block, std::span<const double> weights,
                                std::span<LinearKernel> targets) const {
  const std::vector<double> packed_weight = stored_weights(weights, n_members_, n_targets);
  const std::size_t stride = targets.front().stride_;
  const double* packed = blocks_[block].data();
  const LinearKernel::Block& shape = targets.front().blocks_[block];
  std::array<double*, n_targets> elements;
  for (std::size_t t = 0; t < n_targets; ++t)
    elements[t] = targets[t].blocks_[block].elements.data();
  for_each_vector(shape.rows, shape.runs, [&](std::size_t i, std::size_t a) {
    std::array<double*, n_targets> out = elements;
    for (double*& row : out) row += i * stride + a;
    combine_vector<n_targets>(packed, n_members_, packed_weight.data(), out);
    packed += packed_size(n_members_);
  });
}

}  // namespace fitpack
