#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "fitpack/events/density_kernel.hpp"
#include "fitpack/events/event_sample.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"

namespace fitpack {

/// What `fitpack sample` draws: events.density of a card or, without it, what its first sample is.
/// Throws InputError for a card without events.
[[nodiscard]] EventDefinition density_definition(const RunCard& card);

/// The probability density of events in (x, Q²) as a function of the parameters θ of a card:
///   p(x, Q²; θ) = ε d²σ/dx dQ² / σ_tot   per dx dQ² (GeV⁻²),
/// with all derivatives analytic. For programs that bring their own events, in any number and
/// order. Immutable after construction; all methods are const, local and may be called from
/// several threads at once. θ has n_parameters elements; where it has no PDFs methods throw
/// InputError. A density that is not positive gives NaN; drawing from one is an InputError.
class EventDensity {
 public:
  /// Collective. The phase space is that of `events.density` of the card or, without it, of its
  /// first sample. Throws InputError for a card without either.
  EventDensity(const Communicator& comm, const RunCard& card, const Logger& logger);
  EventDensity(const Communicator& comm, const RunCard& card, const EventDefinition& definition,
               const Logger& logger);

  [[nodiscard]] std::size_t n_parameters() const { return pdfs_->n_free_parameters(); }
  [[nodiscard]] std::vector<std::string> parameter_names() const;
  [[nodiscard]] std::vector<double> start_values() const;
  [[nodiscard]] const EventDefinition& definition() const { return kernel_->definition(); }
  [[nodiscard]] const PhaseSpace& phase_space() const { return definition().phase_space; }
  [[nodiscard]] const std::shared_ptr<const DensityKernel>& kernel() const { return kernel_; }

  /// Whether θ is finite and has PDFs, so that the methods below give numbers.
  [[nodiscard]] bool has_pdfs(std::span<const double> theta) const;

  /// out[e] = ln p(x_e, Q²_e; θ); −∞ outside the phase space, NaN for NaN.
  void logpdf(std::span<const double> theta, std::span<const double> x, std::span<const double> q2,
              std::span<double> out) const;
  /// Σ_e weights[e] ∂ ln p(x_e, Q²_e; θ)/∂θ; events outside the phase space contribute nothing.
  [[nodiscard]] std::vector<double> logpdf_vjp(std::span<const double> theta,
                                               std::span<const double> x,
                                               std::span<const double> q2,
                                               std::span<const double> weights) const;

  /// σ_tot in pb, and ∂σ_tot/∂θ.
  [[nodiscard]] double normalisation(std::span<const double> theta) const;
  [[nodiscard]] std::vector<double> normalisation_gradient(std::span<const double> theta) const;

  /// Events number first … first + n − 1 of the sequence that the seed stands for: exact draws from
  /// p, the same whoever asks for which part, drawn where kernels.backend of the card says.
  [[nodiscard]] EventColumns sample(std::span<const double> theta, std::size_t n,
                                    std::uint64_t seed, std::uint64_t first = 0) const;
  /// The same density by inverse conditional distribution functions: events are smooth functions
  /// of θ at fixed random numbers. Slower.
  [[nodiscard]] EventColumns sample_smooth(std::span<const double> theta, std::size_t n,
                                           std::uint64_t seed, std::uint64_t first = 0) const;
  /// Σ_e (weights_x[e] ∂x_e/∂θ + weights_q2[e] ∂Q²_e/∂θ) at fixed random numbers, for events drawn
  /// at θ by either method: the pathwise derivative of Q² = F⁻¹(r₁), x = F⁻¹(r₂|Q²).
  [[nodiscard]] std::vector<double> sample_vjp(std::span<const double> theta,
                                               std::span<const double> x,
                                               std::span<const double> q2,
                                               std::span<const double> weights_x,
                                               std::span<const double> weights_q2) const;

 private:
  [[nodiscard]] std::vector<double> pdfs_at(std::span<const double> theta) const;
  /// Σ_a weights[a] ∂f_a/∂θ.
  [[nodiscard]] std::vector<double> to_parameters(std::span<const double> theta,
                                                  std::span<const double> weights) const;

  std::optional<CudaDevice> device_;  ///< that samples; none: the processor
  std::shared_ptr<const SampledPdfs> pdfs_;
  std::shared_ptr<const DensityKernel> kernel_;
};

}  // namespace fitpack
