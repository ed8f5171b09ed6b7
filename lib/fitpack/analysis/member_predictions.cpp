#include "fitpack/analysis/member_predictions.hpp"

#include <cmath>

#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// θ of all members but the central one, one behind the other.
std::vector<double> thetas_of(const PdfMembers& set) {
  std::vector<double> thetas;
  for (std::size_t k = 1; k < set.members.size(); ++k) {
    const std::vector<double> theta = theta_of(set, k);
    thetas.insert(thetas.end(), theta.begin(), theta.end());
  }
  return thetas;
}

/// `theory`: predictions of all members of one row, `stride` apart.
double uncertainty_of(MemberKind kind, const double* theory, std::size_t n, std::size_t stride) {
  double sum = 0.0;
  if (kind == MemberKind::hessian) {
    for (std::size_t k = 0; k + 1 < n; k += 2) {
      const double difference = theory[k * stride] - theory[(k + 1) * stride];
      sum += difference * difference;
    }
    return 0.5 * std::sqrt(sum);
  }
  if (n < 2) return 0.0;
  double mean = 0.0;
  for (std::size_t k = 0; k < n; ++k) mean += theory[k * stride] / static_cast<double>(n);
  for (std::size_t k = 0; k < n; ++k)
    sum += (theory[k * stride] - mean) * (theory[k * stride] - mean);
  return std::sqrt(sum / static_cast<double>(n - 1));
}

}  // namespace

std::vector<double> theta_of(const PdfMembers& set, std::size_t k) {
  const ParameterSet& parameters = set.card.parameters;
  std::vector<double> theta(parameters.n_free());
  for (std::size_t p = 0; p < parameters.size(); ++p)
    if (const auto place = parameters.free_index(p)) theta[*place] = set.members[k].values[p];
  return theta;
}

MemberPredictions predict_members(Analysis& analysis, const PdfMembers& set, const Logger& logger) {
  BatchPredictor predictor(analysis, logger);
  MemberPredictions result;
  result.kind = set.kind;
  result.n_members = set.members.size() - 1;
  const std::size_t n_rows = predictor.n_rows();
  std::vector<double> local(n_rows);
  agree(analysis.communicator(), [&] {
    std::vector<double> theory(result.n_members * n_rows);
    predictor.predict(thetas_of(set), result.n_members, theory);
    for (std::size_t k = 0; k < result.n_members; ++k)
      if (n_rows > 0 && std::isnan(theory[k * n_rows]))
        throw DataError(set.members[k + 1].label +
                        " has no predictions: its parameters have no PDFs");
    for (std::size_t i = 0; i < n_rows; ++i)
      local[i] = uncertainty_of(set.kind, theory.data() + i, result.n_members, n_rows);
  });
  result.backend = predictor.backend();
  result.uncertainty = analysis.communicator().gather(local);
  result.chi2 =
      BatchObjective(analysis, predictor, logger).evaluate(thetas_of(set), result.n_members);
  agree(analysis.communicator(), [&] {
    for (std::size_t k = 0; k < result.chi2.size(); ++k)
      if (!result.chi2[k].valid)
        throw DataError(set.members[k + 1].label + " has no chi2: it is not finite");
  });
  return result;
}

}  // namespace fitpack
