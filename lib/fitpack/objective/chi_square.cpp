#include "fitpack/objective/chi_square.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/objective/scaled_errors.hpp"

namespace fitpack {
namespace {

struct NamedOptions {
  const char* name;
  ChiSquareOptions options;
};
constexpr NamedOptions definitions[] = {
    {"hera", {}},
    {"experimental",
     {StatScaling::fixed, UncorScaling::fixed, SourceScaling::fixed, LogPenalty::off}},
    {"t0", {StatScaling::fixed, UncorScaling::fixed, SourceScaling::reference, LogPenalty::off}},
    {"nnpdf",
     {StatScaling::fixed, UncorScaling::reference, SourceScaling::reference, LogPenalty::off}},
    {"jam", {StatScaling::fixed, UncorScaling::fixed, SourceScaling::fixed, LogPenalty::off}}};

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
  FITPACK_EXPECTS(!options_.needs_reference() || block.reference.size() == block.n_rows());
  const double slope = options_.sources == SourceScaling::linear ? 1.0 : 0.0;
  const bool log_on = options_.log_penalty == LogPenalty::on;
  for (std::size_t i = 0; i < block.n_rows(); ++i) {
    const double t = theory[i * stride];
    const double d = block.value[i];
    const double s = block.stat[i];
    const double u = block.uncor[i];
    const RowErrors row{d, s, u, block.reference.empty() ? d : block.reference[i]};
    const Variance delta2 = variance(options_, row, t);
    const double inverse_delta = 1.0 / std::sqrt(delta2.value);
    terms.inverse_delta[i] = inverse_delta;
    terms.residual[i] = (t - block.compared(i)) * inverse_delta;
    terms.multiplicative_weight[i] = source_scale(options_.sources, row, t) * inverse_delta;
    terms.additive_weight[i] = d * inverse_delta;
    terms.multiplicative_slope[i] = slope;
    terms.log_variance_slope[i] = delta2.slope / delta2.value;
    terms.log_term[i] = log_on ? std::log(delta2.value / (d * d * (s * s + u * u))) : 0.0;
    terms.log_term_slope[i] = log_on ? terms.log_variance_slope[i] : 0.0;
  }
}

std::vector<std::string> chi_square_names() {
  std::vector<std::string> names;
  for (const NamedOptions& definition : definitions) names.emplace_back(definition.name);
  return names;
}

ChiSquareOptions chi_square_options(const std::string& name) {
  for (const NamedOptions& definition : definitions)
    if (name == definition.name) return definition.options;
  std::string known;
  for (const std::string& one : chi_square_names()) known += (known.empty() ? "" : ", ") + one;
  const std::string close = closest_match(name, chi_square_names());
  throw InputError("unknown chi-square definition '" + name + "' (known: " + known + ")" +
                   (close.empty() ? "" : "; did you mean '" + close + "'?"));
}

std::shared_ptr<const ChiSquare> make_chi_square(const std::string& name) {
  return std::make_shared<ScaledErrorsChiSquare>(chi_square_options(name));
}

}  // namespace fitpack
