#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/pdf_members.hpp"

namespace fitpack {

/// Predictions of all members of a set of PDFs, what they say of the uncertainty of each point, and
/// χ² of each member.
struct MemberPredictions {
  MemberKind kind = MemberKind::central;
  std::size_t n_members = 0;  ///< besides the central one
  /// Replicas: standard deviation, n − 1 in the denominator. Eigenvectors: half of the root of the
  /// squared differences of the pairs, for the tolerance of the set. One per row, in the units of
  /// the data, in the order of the fit; complete on rank 0.
  std::vector<double> uncertainty;
  std::vector<SetChiSquare> chi2;  ///< of each; complete on rank 0
  std::string backend;             ///< what multiplied
};

/// θ of member k: its free parameters.
[[nodiscard]] std::vector<double> theta_of(const PdfMembers& set, std::size_t k);

/// Collective. `analysis` belongs to the card of the set. Throws DataError where a member has no
/// predictions or no χ².
[[nodiscard]] MemberPredictions predict_members(Analysis& analysis, const PdfMembers& set,
                                                const Logger& logger);

}  // namespace fitpack
