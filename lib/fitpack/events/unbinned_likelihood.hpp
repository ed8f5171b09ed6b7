#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/events/density_kernel.hpp"
#include "fitpack/events/event_sample.hpp"
#include "fitpack/events/event_summation.hpp"
#include "fitpack/events/node_products.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/tree_reduce.hpp"

namespace fitpack {

/// What is maximised.
enum class LikelihoodKind {
  unbinned,  ///< ln L = Σ ln (σ(x_e, Q²_e)/σ_tot): shapes alone
  extended   ///< ln L = Σ ln (𝓛 σ(x_e, Q²_e)) − 𝓛 σ_tot: the number of events as well
};

/// Where a density is not positive.
struct BadDensity {
  double x = 0.0, q2 = 0.0, density = 0.0;
};

/// −ln L of one sample as a function of the PDFs f at the initial scale, its gradient and its
/// Fisher information, over the events of all ranks. Weighted events: ln L = Σ w ln p with the
/// weights scaled by Σw/Σw², so that a sample counts as many events as it is worth.
///
/// The gradient is adjoint: sums per cell, one product with Gᵀ; it costs the same for any number
/// of parameters. The blocks of a sample and the tree over them are fixed: the same bits on any
/// number of ranks.
class UnbinnedLikelihood {
 public:
  /// Collective. Throws InputError for an extended likelihood without luminosity or with weights.
  /// `maker`: what sums over events, alike on all ranks; empty: the processor. `products`: what
  /// multiplies with the matrix of the kernel.
  UnbinnedLikelihood(const Communicator& comm, std::shared_ptr<const DensityKernel> kernel,
                     const EventSample& sample, LikelihoodKind kind,
                     EventPrecision precision = EventPrecision::full,
                     const EventSummationMaker& maker = {}, const NodeProductsMaker& products = {});

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const DensityKernel& kernel() const { return *kernel_; }
  [[nodiscard]] LikelihoodKind kind() const { return kind_; }
  [[nodiscard]] std::size_t n_events() const { return n_events_; }
  /// Where this rank sums: "CPU", "GPU 0 (…)".
  [[nodiscard]] std::string backend() const { return summation_->description(); }
  /// Σ of the scaled weights: the number of events a sample is worth.
  [[nodiscard]] double effective_events() const { return effective_events_; }

  /// Collective. Sums over all events at the PDFs f; afterwards rank 0 may ask for what was wanted.
  /// A failure on this rank is left with the guard, the sums are NaN.
  void accumulate(std::span<const double> f, EventWant want, FailureGuard& guard);

  // Rank 0, after `accumulate`.
  /// −ln L; NaN where a density is not positive.
  [[nodiscard]] double objective() const;
  /// ∂(−ln L)/∂f, n_columns elements.
  [[nodiscard]] std::vector<double> pdf_gradient() const;
  /// ∂(−ln L)/∂θ from a table [f | ∂f] (n_columns × stride) of n parameters.
  [[nodiscard]] std::vector<double> gradient(std::span<const double> table, std::size_t stride,
                                             std::size_t n) const;
  /// Σ_e s sᵀ, s = ∂ ln p_e/∂θ (extended: ∂ ln σ_e/∂θ): n × n, row-major.
  [[nodiscard]] std::vector<double> information(std::span<const double> table, std::size_t stride,
                                                std::size_t n) const;
  [[nodiscard]] double integral() const { return integral_; }  ///< σ_tot, pb

  /// An event of this rank whose density is not positive at f, the first that is found.
  [[nodiscard]] std::optional<BadDensity> find_bad_density(std::span<const double> f) const;

 private:
  template <class Real>
  [[nodiscard]] std::vector<SortedBlock<Real>> sort_blocks(const EventSample& sample,
                                                           double scale) const;
  double add_totals(const Communicator& comm, const EventSample& sample);
  [[nodiscard]] std::vector<double> node_gradient() const;

  std::string name_;
  std::shared_ptr<const DensityKernel> kernel_;
  LikelihoodKind kind_;
  std::size_t n_events_;
  double luminosity_;
  double effective_events_ = 0.0;
  double constant_ = 0.0;  ///< Σ w ln(prefactor · ε), at the root
  EventSumsLayout layout_;
  TreeReduction tree_;  ///< over the blocks of all ranks
  std::unique_ptr<EventSummation> summation_;
  std::unique_ptr<NodeProducts> products_;  ///< null: the kernel's
  AlignedVector coefficients_, sums_;
  double integral_ = 0.0;
};

}  // namespace fitpack
