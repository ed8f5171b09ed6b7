#pragma once

#include <string>
#include <vector>

#include "fitpack/analysis/evolved_pdfs.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// What the members of a set of PDFs besides the central one are.
enum class MemberKind {
  central,  ///< there are none
  hessian,  ///< pairs (plus, minus) of eigenvectors
  replicas  ///< Monte Carlo replicas; the central member is their mean
};
std::string to_string(MemberKind kind);

struct PdfMember {
  std::string label;           ///< "central", "eigenvector 3 plus", "replica 17"
  std::vector<double> values;  ///< of all parameters, in the order of the card
};

/// The PDFs of a card at its start values, or of a result: parametrisation, theory and the
/// parameter values of every member. Member 0 is the central one: the fit, or the mean of the
/// replicas; then its values are still those of the fit.
struct PdfMembers {
  RunCard card;
  MemberKind kind = MemberKind::central;
  std::vector<PdfMember> members;
};

/// Whether the file is HDF5, a result and not a card.
[[nodiscard]] bool is_result_file(const std::filesystem::path& path);

/// The card of a result. Throws DataError, naming `file`, where it cannot be read back.
[[nodiscard]] RunCard card_of(const FitResult& result, const std::string& file);

/// One member: the start values.
[[nodiscard]] PdfMembers pdf_members(const RunCard& card);

/// Which members a result holds beside the central one: replicas if it has some, else eigenvectors
/// if it has some.
[[nodiscard]] MemberKind member_kind(const FitResult& result);

/// The members of a result; `file` names it in messages. Throws DataError where the card cannot be
/// read back, does not fit the parameters, or has no members of this kind.
[[nodiscard]] PdfMembers pdf_members(const FitResult& result, MemberKind kind,
                                     const std::string& file);

/// Members that share a theory. Where α_s or masses are parameters each member has its own.
struct TheoryGroup {
  qcd::TheoryOptions theory;
  std::vector<std::size_t> members;
};
/// All members but a central one that is a mean, sorted by theory; the first group is that of the
/// lowest member.
[[nodiscard]] std::vector<TheoryGroup> theory_groups(const PdfMembers& set);

/// The theory of member k.
[[nodiscard]] qcd::TheoryOptions theory_of(const PdfMembers& set, std::size_t k);

/// `theory` with tables that reach down to all of x and up to all of Q.
[[nodiscard]] qcd::TheoryOptions reaching(qcd::TheoryOptions theory, std::span<const double> x,
                                          std::span<const PdfScale> scales);

/// The parametrisation at the values of member k on x-nodes, [function * n_x + node] of the fit
/// basis. Throws InputError where a sum rule has no solution at its values.
[[nodiscard]] std::vector<double> initial_pdfs(const PdfMembers& set, std::size_t k,
                                               std::span<const double> x_nodes);

/// Members of a group, in its order, at every (x, Q): [member][scale * n_x + x].
[[nodiscard]] std::vector<std::vector<EvolvedPdfs>> evolve_group(const PdfMembers& set,
                                                                 const TheoryGroup& group,
                                                                 std::span<const double> x,
                                                                 std::span<const PdfScale> scales);

/// The mean of members at the same points.
[[nodiscard]] std::vector<EvolvedPdfs> mean_of(std::span<const std::vector<EvolvedPdfs>> members);

/// All members at every (x, Q): [member][scale * n_x + x].
[[nodiscard]] std::vector<std::vector<EvolvedPdfs>> evolve_all(const PdfMembers& set,
                                                               std::span<const double> x,
                                                               std::span<const PdfScale> scales);

}  // namespace fitpack
