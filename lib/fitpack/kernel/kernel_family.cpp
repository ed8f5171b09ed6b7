#include "fitpack/kernel/kernel_family.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"
#include "fitpack/kernel/vector8.hpp"

namespace fitpack {
namespace {

constexpr std::size_t lanes = column_padding;
/// Eight numbers of single precision take the place of four.
constexpr std::size_t single_lanes = lanes / 2;

typedef float Single8 __attribute__((vector_size(32)));                                 // NOLINT
typedef float StoredSingle8 __attribute__((vector_size(32), aligned(8), may_alias));    // NOLINT

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

/// The weight of the base, which carries all members, then those of the others.
std::vector<double> packed_weights(std::span<const double> weights) {
  std::vector<double> result{0.0};
  for (std::size_t k = 0; k < weights.size(); ++k) {
    result.front() += weights[k];
    if (k != base_of(weights.size())) result.push_back(weights[k]);
  }
  return result;
}

/// Calls visit(row, column) for every vector of eight columns in the support of a block. Rows are
/// padded to whole vectors and runs lie a vector apart at least, so that both ends of a run can be
/// rounded outward.
template <class Visit>
void for_each_vector(std::size_t rows, std::span<const std::vector<SummationRun>> runs,
                     std::size_t rows_per_group, Visit&& visit) {
  for (std::size_t i = 0; i < rows; ++i)
    for (const SummationRun run : runs[i / rows_per_group])
      for (std::size_t a = run.begin / lanes * lanes; a < run.end; a += lanes) visit(i, a);
}

}  // namespace

LinearKernel union_of_supports(std::span<const LinearKernel> kernels) {
  FITPACK_EXPECTS(!kernels.empty());
  LinearKernel result = kernels.front();
  for (std::size_t b = 0; b < result.n_blocks(); ++b) {
    AlignedVector& elements = result.blocks_[b].elements;
    std::fill(elements.begin(), elements.end(), 0.0);
    for (const LinearKernel& kernel : kernels) {
      FITPACK_EXPECTS(kernel.blocks_[b].elements.size() == elements.size());
      for (std::size_t i = 0; i < elements.size(); ++i)
        if (kernel.blocks_[b].elements[i] != 0.0) elements[i] = 1.0;
    }
  }
  result.find_support();
  for (LinearKernel::Block& block : result.blocks_)
    std::fill(block.elements.begin(), block.elements.end(), 0.0);
  return result;
}

KernelFamily::KernelFamily(std::span<const LinearKernel* const> members,
                           const LinearKernel& support)
    : n_members_(members.size()) {
  FITPACK_EXPECTS(!members.empty());
  const std::size_t stride = support.stride_;
  for (std::size_t b = 0; b < support.n_blocks(); ++b) {
    const LinearKernel::Block& shape = support.blocks_[b];
    std::size_t n_vectors = 0;
    for_each_vector(shape.rows, shape.runs, LinearKernel::rows_per_group,
                    [&](std::size_t, std::size_t) { ++n_vectors; });
    AlignedVector& packed = blocks_.emplace_back(n_vectors * packed_size(n_members_));
    const double* base = members[base_of(n_members_)]->blocks_[b].elements.data();
    double* out = packed.data();
    for_each_vector(shape.rows, shape.runs, LinearKernel::rows_per_group,
                    [&](std::size_t i, std::size_t a) {
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
  for (const AlignedVector& block : blocks_) total += block.size() * sizeof(double);
  return total;
}

void KernelFamily::combine(std::span<const double> weights, std::span<LinearKernel> targets) const {
  FITPACK_EXPECTS(!targets.empty() && weights.size() == n_members_ * targets.size());
  const std::size_t stride = targets.front().stride_;
  std::vector<std::vector<double>> packed_weights_of;
  for (std::size_t t = 0; t < targets.size(); ++t)
    packed_weights_of.push_back(packed_weights(weights.subspan(t * n_members_, n_members_)));
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const double* packed = blocks_[b].data();
    const LinearKernel::Block& shape = targets.front().blocks_[b];
    for_each_vector(
        shape.rows, shape.runs, LinearKernel::rows_per_group, [&](std::size_t i, std::size_t a) {
          for (std::size_t t = 0; t < targets.size(); ++t) {
            const double* weight = packed_weights_of[t].data();
            const double* differences = packed + lanes;
            Vector8 sum = weight[0] * load8(packed);
            for (std::size_t k = 1; k < n_members_; ++k, differences += single_lanes)
              sum += weight[k] * load_single8(differences);
            store8(targets[t].blocks_[b].elements.data() + i * stride + a, sum);
          }
          packed += packed_size(n_members_);
        });
  }
}

}  // namespace fitpack
