#include "fitpack/analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/pdf_members.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
/// Pulls below this are rounding and the end of a minimisation.
constexpr double same_fit = 1e-3;

/// Nodes for the PDFs: five per decade and a few at large x.
constexpr double compared_x[] = {1e-4, 1.6e-4, 2.5e-4, 4e-4,  6.3e-4, 1e-3, 1.6e-3, 2.5e-3,
                                 4e-3, 6.3e-3, 1e-2,   0.016, 0.025,  0.04, 0.063,  0.1,
                                 0.16, 0.25,   0.4,    0.5,   0.6,    0.7};

/// Values and uncertainties of the fit basis, [function][x].
struct PdfBand {
  std::vector<double> value, error;
  std::string source;
};

using Table = std::vector<std::vector<double>>;

/// ½ √Σ (f⁺ − f⁻)² over the pairs, for Δχ² = 1.
std::vector<double> hessian_errors(const Table& members, double tolerance) {
  std::vector<double> errors(members.front().size(), 0.0);
  for (std::size_t k = 1; k + 1 < members.size(); k += 2)
    for (std::size_t i = 0; i < errors.size(); ++i)
      errors[i] += std::pow(members[k][i] - members[k + 1][i], 2);
  for (double& error : errors) error = 0.5 * std::sqrt(error / tolerance);
  return errors;
}

/// Mean (into `value`) and standard deviation of the replicas.
std::vector<double> replica_errors(const Table& members, std::vector<double>& value) {
  const auto n = static_cast<double>(members.size() - 1);
  std::fill(value.begin(), value.end(), 0.0);
  std::vector<double> errors(value.size(), 0.0);
  for (std::size_t k = 1; k < members.size(); ++k)
    for (std::size_t i = 0; i < value.size(); ++i) value[i] += members[k][i] / n;
  for (std::size_t k = 1; k < members.size(); ++k)
    for (std::size_t i = 0; i < value.size(); ++i)
      errors[i] += std::pow(members[k][i] - value[i], 2) / (n - 1.0);
  for (double& error : errors) error = std::sqrt(error);
  return errors;
}

/// √(∂f C ∂fᵀ).
std::vector<double> propagated_errors(const FitResult& result, const PdfMembers& set) {
  const SampledPdfs pdfs(pdf_model(set.card), compared_x);
  const ParameterSet& parameters = set.card.parameters;
  const std::size_t n = parameters.n_free();
  std::vector<double> errors(pdfs.n_values(), 0.0);
  if (result.covariance.size() != n * n) return errors;
  std::vector<double> theta;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters.free_index(i)) theta.push_back(set.members.front().values[i]);
  std::vector<double> table(pdfs.n_values() * (1 + n));
  if (!pdfs.values_and_derivatives(theta, table, 1 + n)) return errors;
  for (std::size_t a = 0; a < errors.size(); ++a) {
    const double* slope = table.data() + a * (1 + n) + 1;
    double variance = 0.0;
    for (std::size_t p = 0; p < n; ++p)
      for (std::size_t q = 0; q < n; ++q)
        variance += slope[p] * result.covariance[p * n + q] * slope[q];
    errors[a] = std::sqrt(std::max(0.0, variance));
  }
  return errors;
}

PdfBand band_of(const FitResult& result, const PdfMembers& set) {
  Table members;
  for (std::size_t k = 0; k < set.members.size(); ++k)
    members.push_back(initial_pdfs(set, k, compared_x));
  PdfBand band{members.front(), {}, "covariance"};
  switch (set.kind) {
    case MemberKind::replicas:
      band.error = replica_errors(members, band.value);
      band.source = "replicas";
      break;
    case MemberKind::hessian:
      band.error = hessian_errors(members, result.eigenvectors.tolerance);
      band.source = "eigenvectors";
      break;
    case MemberKind::central:
      band.error = propagated_errors(result, set);
  }
  return band;
}

/// Without free normalisations, which are of the data and not of the PDFs.
std::vector<std::string> names_of(const FitResult& result, const RunCard& card) {
  const ParameterSet parameters = without_normalisations(card);
  std::vector<std::string> names;
  for (const FittedParameter& parameter : result.parameters)
    if (parameters.find(parameter.name)) names.push_back(parameter.name);
  std::ranges::sort(names);
  return names;
}

/// Names of `other` that are not among `names`, sorted.
std::string missing_from(const std::vector<std::string>& names,
                         const std::vector<std::string>& other) {
  std::string text;
  for (const std::string& name : other)
    if (!std::ranges::binary_search(names, name)) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void require_same_parameters(const std::vector<std::string>& a, const std::string& name_a,
                             const std::vector<std::string>& b, const std::string& name_b) {
  const std::string only_b = missing_from(a, b), only_a = missing_from(b, a);
  std::string text;
  if (!only_a.empty()) text += "; only " + name_a + " has " + only_a;
  if (!only_b.empty()) text += "; only " + name_b + " has " + only_b;
  if (!text.empty())
    throw DataError("the results have different parameters" + text +
                    "; compare fits of one parametrisation, or `fitpack evolve` them both");
}

void require_same_basis(const RunCard& a, const std::string& name_a, const RunCard& b,
                        const std::string& name_b) {
  if (a.pdfs.basis != b.pdfs.basis)
    throw DataError(name_a + " and " + name_b + " have different PDF bases (" + a.pdfs.basis +
                    ", " + b.pdfs.basis + "), which cannot be compared at the initial scale");
  if (a.theory.q0_2 != b.theory.q0_2)
    throw DataError(name_a + " and " + name_b + " have different initial scales (theory.q0_2 = " +
                    short_text(a.theory.q0_2) + " and " + short_text(b.theory.q0_2) +
                    " GeV2); `fitpack evolve` both to one scale instead");
}

std::vector<ComparedChiSquare> compared_chi2(const FitResult& a, const FitResult& b) {
  std::vector<ComparedChiSquare> result{
      {"total", a.chi2.total, b.chi2.total},
      {"all points", a.chi2.points, b.chi2.points},
      {"correlated sources", a.chi2.correlated, b.chi2.correlated},
      {"log penalty", a.chi2.log_penalty, b.chi2.log_penalty},
      {"priors", a.chi2.prior, b.chi2.prior}};
  const auto find = [](const FitResult& in, const std::string& name) {
    const auto found = std::ranges::find(in.datasets, name, &DatasetChiSquare::name);
    return found == in.datasets.end() ? nan : found->chi2;
  };
  for (const DatasetChiSquare& set : a.datasets)
    result.push_back({set.name, set.chi2, find(b, set.name)});
  for (const DatasetChiSquare& set : b.datasets)
    if (std::isnan(find(a, set.name))) result.push_back({set.name, nan, set.chi2});
  return result;
}

std::vector<ComparedParameter> compared_parameters(const FitResult& a, const FitResult& b) {
  std::vector<ComparedParameter> result;
  for (const FittedParameter& p : a.parameters) {
    const auto q = std::ranges::find(b.parameters, p.name, &FittedParameter::name);
    if (q == b.parameters.end()) continue;  // a normalisation
    result.push_back({p.name, {p.value, q->value, p.error, q->error}});
  }
  return result;
}

}  // namespace

double ComparedValue::pull() const {
  if (a == b) return 0.0;
  const double sigma = std::sqrt(0.5 * (error_a * error_a + error_b * error_b));
  return sigma > 0.0 ? (b - a) / sigma : nan;
}

double Comparison::largest_parameter_pull() const {
  double largest = 0.0;
  for (const ComparedParameter& parameter : parameters) {
    const double pull = std::abs(parameter.value.pull());
    largest = std::max(largest, std::isnan(pull) ? infinity : pull);
  }
  return largest;
}

const ComparedPdf* Comparison::largest_pdf_pull() const {
  const auto size = [](const ComparedPdf& pdf) {
    const double pull = std::abs(pdf.value.pull());
    return std::isnan(pull) ? infinity : pull;
  };
  const auto largest = std::ranges::max_element(pdfs, {}, size);
  return largest == pdfs.end() ? nullptr : &*largest;
}

std::string Comparison::verdict() const {
  const ComparedPdf* pdf = largest_pdf_pull();
  const double pull = pdf ? std::abs(pdf->value.pull()) : 0.0;
  if (largest_parameter_pull() < same_fit && pull < same_fit) return "the same fit";
  const std::string where =
      pdf ? " (" + pdf->function + " at x = " + short_text(pdf->x, 3) + ")" : std::string();
  if (std::isnan(pull)) return "the PDFs differ, and have no uncertainties" + where;
  return std::string(pull <= 1.0 ? "the PDFs agree within their uncertainties: up to "
                                 : "the PDFs differ by up to ") +
         fixed_text(pull, 2) + " standard deviations" + where;
}

Comparison compare_results(const FitResult& a, const std::string& name_a, const FitResult& b,
                           const std::string& name_b) {
  require_same_parameters(names_of(a, card_of(a, name_a)), name_a, names_of(b, card_of(b, name_b)),
                          name_b);
  const PdfMembers set_a = pdf_members(a, member_kind(a), name_a);
  const PdfMembers set_b = pdf_members(b, member_kind(b), name_b);
  require_same_basis(set_a.card, name_a, set_b.card, name_b);
  const PdfBand band_a = band_of(a, set_a), band_b = band_of(b, set_b);
  Comparison result;
  result.chi2 = compared_chi2(a, b);
  result.parameters = compared_parameters(a, b);
  result.errors_a = band_a.source;
  result.errors_b = band_b.source;
  const FlavourBasis basis = *flavour_basis(set_a.card.pdfs.basis);
  std::size_t i = 0;
  for (const std::string& function : basis.functions)
    for (const double x : compared_x) {
      result.pdfs.push_back(
          {function, x, {band_a.value[i], band_b.value[i], band_a.error[i], band_b.error[i]}});
      ++i;
    }
  return result;
}

}  // namespace fitpack
