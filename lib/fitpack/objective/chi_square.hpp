#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/objective/measurement_block.hpp"

namespace fitpack {

/// What a χ² definition says about the rows of a block at given theory T; one array per quantity.
/// The residual with shifts b of the sources is
///   r_i(b) = residual_i - multiplicative_weight_i Σ_mult β_ij b_j - additive_weight_i Σ_add β_ij
///   b_j.
struct RowTerms {
  explicit RowTerms(std::size_t n_rows = 0) { resize(n_rows); }
  void resize(std::size_t n_rows);
  /// Takes a row out: no residual, no source, no log term.
  void silence(std::size_t row);

  std::vector<double> residual;               ///< (T - v)/δ; v = d but for pseudo-data
  std::vector<double> inverse_delta;          ///< 1/δ
  std::vector<double> multiplicative_weight;  ///< T/δ, d/δ or t0/δ
  std::vector<double> additive_weight;        ///< d/δ
  std::vector<double> multiplicative_slope;  ///< ∂(δ multiplicative_weight)/∂T at fixed δ: 1 or 0
  std::vector<double> log_variance_slope;  ///< ∂ ln δ²/∂T
  std::vector<double> log_term;            ///< contribution to χ²; 0 without log penalty
  std::vector<double> log_term_slope;      ///< ∂ log_term/∂T
};

/// A definition of χ² = Σ r_i(b)² + Σ b_j² + Σ log_term_i. Local and stateless.
class ChiSquare {
 public:
  virtual ~ChiSquare() = default;
  /// Fills the terms of a block; the theory of row i is theory[i * stride]. Values that are not
  /// finite are passed on, not reported.
  virtual void evaluate(const MeasurementBlock& block, std::span<const double> theory,
                        std::size_t stride, RowTerms& terms) const = 0;
};

enum class StatScaling { fixed, poisson };  ///< δ_stat² = s²d², or s²|d T|
/// δ_uncor² = u²d², u²T² or u²t0²
enum class UncorScaling { fixed, linear, reference };
/// Multiplicative sources: β d, β T or β t0
enum class SourceScaling { fixed, linear, reference };
enum class LogPenalty { off, on };  ///< Σ ln(δ²/(d²(s²+u²)))

struct ChiSquareOptions {
  StatScaling stat = StatScaling::poisson;
  UncorScaling uncor = UncorScaling::linear;
  SourceScaling sources = SourceScaling::linear;
  LogPenalty log_penalty = LogPenalty::on;

  /// Whether blocks must have a reference prediction t0.
  [[nodiscard]] bool needs_reference() const {
    return uncor == UncorScaling::reference || sources == SourceScaling::reference;
  }
  /// Whether neither δ nor the sources depend on the theory: one covariance matrix for all T.
  [[nodiscard]] bool has_constant_covariance() const {
    return stat == StatScaling::fixed && uncor != UncorScaling::linear &&
           sources != SourceScaling::linear;
  }
};

/// δ² = δ_stat² + δ_uncor² with each part fixed by the data, scaled with the theory or with a
/// reference prediction t0; where T <= 0 the data take its place in δ. The defaults are the χ² of
/// the fits in arXiv:1506.06042 with its log term. Everything fixed, or fixed by t0 (the method of
/// arXiv:0912.2276), is a χ² with a constant covariance matrix.
class ScaledErrorsChiSquare final : public ChiSquare {
 public:
  explicit ScaledErrorsChiSquare(ChiSquareOptions options = {}) : options_(options) {}
  void evaluate(const MeasurementBlock& block, std::span<const double> theory, std::size_t stride,
                RowTerms& terms) const override;
  [[nodiscard]] const ChiSquareOptions& options() const { return options_; }

 private:
  ChiSquareOptions options_;
};

/// The names a run card may use: "hera", "experimental", "t0", "nnpdf", "jam".
[[nodiscard]] std::vector<std::string> chi_square_names();
/// What a name stands for; the free normalisations of "jam" are the prediction's. Throws InputError
/// for an unknown name.
[[nodiscard]] ChiSquareOptions chi_square_options(const std::string& name);
[[nodiscard]] std::shared_ptr<const ChiSquare> make_chi_square(const std::string& name);

}  // namespace fitpack
