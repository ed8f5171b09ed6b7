#include "fitpack/objective/chi_square.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

struct Variance {
  double value;  ///< δ²
  double slope;  ///< ∂δ²/∂T
};

/// δ² = s²|d T| + (u T)², or s²d² + u²d², or a mixture.
Variance variance(const ChiSquareOptions& options, double d, double s, double u, double theory) {
  const bool physical = !(theory <= 0.0);  // true for NaN, which must not be hidden
  const double scale = physical ? theory : d;
  Variance sum{0.0, 0.0};
  if (options.stat == StatScaling::poisson) {
    sum.value += s * s * std::abs(d * scale);
    if (physical) sum.slope += s * s * std::abs(d);
  } else {
    sum.value += s * s * d * d;
  }
  if (options.uncor == UncorScaling::linear) {
    sum.value += u * u * scale * scale;
    if (physical) sum.slope += 2.0 * u * u * scale;
  } else {
    sum.value += u * u * d * d;
  }
  return sum;
}

const ChiSquareOptions hera_options{};
const ChiSquareOptions experimental_options{StatScaling::fixed, UncorScaling::fixed,
                                            SourceScaling::fixed, LogPenalty::off};

}  // namespace

void RowTerms::resize(std::size_t n_rows) {
  for (auto* column : {&residual, &inverse_delta, &multiplicative_weight, &additive_weight,
                       &multiplicative_slope, &log_variance_slope, &log_term, &log_term_slope})
    column->assign(n_rows, 0.0);
}

void RowTerms::silence(std::size_t row) {
  for (auto* column : {&residual, &inverse_delta, &multiplicative_weight, &additive_weight,
                       &multiplicative_slope, &log_variance_slope, &log_term, &log_term_slope})
    (*column)[row] = 0.0;
}

void ScaledErrorsChiSquare::evaluate(const MeasurementBlock& block, std::span<const double> theory,
                                     std::size_t stride, RowTerms& terms) const {
  FITPACK_EXPECTS(terms.residual.size() == block.n_rows());
  const bool sources_scale = options_.sources == SourceScaling::linear;
  const bool log_on = options_.log_penalty == LogPenalty::on;
  for (std::size_t i = 0; i < block.n_rows(); ++i) {
    const double t = theory[i * stride];
    const double d = block.value[i];
    const double s = block.stat[i];
    const double u = block.uncor[i];
    const Variance delta2 = variance(options_, d, s, u, t);
    const double inverse_delta = 1.0 / std::sqrt(delta2.value);
    terms.inverse_delta[i] = inverse_delta;
    terms.residual[i] = (t - block.compared(i)) * inverse_delta;
    terms.multiplicative_weight[i] = (sources_scale ? t : d) * inverse_delta;
    terms.additive_weight[i] = d * inverse_delta;
    terms.multiplicative_slope[i] = sources_scale ? 1.0 : 0.0;
    terms.log_variance_slope[i] = delta2.slope / delta2.value;
    terms.log_term[i] = log_on ? std::log(delta2.value / (d * d * (s * s + u * u))) : 0.0;
    terms.log_term_slope[i] = log_on ? terms.log_variance_slope[i] : 0.0;
  }
}

std::vector<std::string> chi_square_names() { return {"hera", "experimental"}; }

std::shared_ptr<const ChiSquare> make_chi_square(const std::string& name) {
  if (name == "hera") return std::make_shared<ScaledErrorsChiSquare>(hera_options);
  if (name == "experimental") return std::make_shared<ScaledErrorsChiSquare>(experimental_options);
  const std::string close = closest_match(name, chi_square_names());
  throw InputError("unknown chi-square definition '" + name + "' (known: hera, experimental)" +
                   (close.empty() ? "" : "; did you mean '" + close + "'?"));
}

}  // namespace fitpack
