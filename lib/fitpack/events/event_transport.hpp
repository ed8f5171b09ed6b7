#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/events/density_kernel.hpp"

namespace fitpack {

/// Events as smooth functions of the PDFs at fixed random numbers r₁, r₂ in (0, 1):
///   F₁(Q²) = r₁ with F₁ the distribution function of Q²,
///   F₂(x | Q²) = r₂ with F₂ that of x at this Q²,
/// and their derivatives: at fixed r an event moves so that F₁ and F₂ stay as they are (implicit
/// reparameterisation, Figurnov, Mohamed, Mnih, arXiv:1805.08498),
///   dQ² = −∂F₁ / (∂F₁/∂Q²),  dx = −(∂F₂ + ∂F₂/∂Q² dQ²) / (∂F₂/∂x).
/// Distribution functions are integrals of the cells' polynomials by Gauss-Legendre on pieces on
/// which they are smooth. Immutable; local.
class EventTransport {
 public:
  /// Throws InputError where the cross section is not positive.
  EventTransport(std::shared_ptr<const DensityKernel> kernel, std::span<const double> f);

  /// (x, Q²) of two random numbers.
  [[nodiscard]] std::pair<double, double> event(double r1, double r2) const;
  /// The random numbers of an event.
  [[nodiscard]] std::pair<double, double> random_numbers(double x, double q2) const;

  /// Σ_e (weights_x[e] dx_e + weights_q2[e] dQ²_e) as weights of df: n_columns elements. Events
  /// must lie in the phase space.
  [[nodiscard]] std::vector<double> pdf_gradient(std::span<const double> x,
                                                 std::span<const double> q2,
                                                 std::span<const double> weights_x,
                                                 std::span<const double> weights_q2) const;

 private:
  /// A piece in Q² with lines at its Gauss-Legendre points in ln Q².
  struct Piece {
    double low, high;                  ///< ln Q²
    double before = 0;                 ///< ∫ up to the piece, pb
    double inside = 0;                 ///< ∫ over the piece, pb
    std::vector<double> q2, marginal;  ///< of the lines; marginal: dσ/d ln Q²
  };
  struct LineIntegrals;
  class Adjoint;
  [[nodiscard]] std::vector<double> partial_weights(const Piece& piece, double log_q2) const;
  [[nodiscard]] double cumulative(const Piece& piece, double log_q2) const;
  [[nodiscard]] const Piece& piece_of(double log_q2) const;
  [[nodiscard]] double density(double x, double q2) const;
  template <class Body>
  void for_each_point(double q2, double x_end, Body&& body) const;
  [[nodiscard]] LineIntegrals line(double q2, double x) const;
  [[nodiscard]] double solve_q2(double target) const;
  [[nodiscard]] double solve_x(double q2, double r2) const;

  std::shared_ptr<const DensityKernel> kernel_;
  AlignedVector coefficients_;
  std::vector<double> points_, weights_;  ///< Gauss-Legendre on [-1, 1]
  std::vector<Piece> pieces_;
  double total_ = 0.0;
};

}  // namespace fitpack
