#include "fitpack/analysis/pdf_members.hpp"

#include <algorithm>
#include <fstream>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

std::vector<double> fitted_values(const FitResult& result, const RunCard& card,
                                  const std::string& file) {
  std::vector<double> values;
  for (const std::string& name : card.parameters.names()) {
    const auto found = std::ranges::find(result.parameters, name, &FittedParameter::name);
    if (found == result.parameters.end())
      throw DataError(file + ": the result has no parameter " + name +
                      " although its card does; repeat the fit");
    values.push_back(found->value);
  }
  return values;
}

void add_member(const std::string& label, const std::vector<double>& theta, const std::string& file,
                PdfMembers& set) {
  if (theta.size() != set.card.parameters.n_free())
    throw DataError(file + ": the " + label + " has " + std::to_string(theta.size()) +
                    " parameters and the card " + std::to_string(set.card.parameters.n_free()) +
                    " free ones; repeat the fit");
  set.members.push_back({label, set.card.parameters.all_values(theta)});
}

void add_eigenvectors(const FitResult& result, const std::string& file, PdfMembers& set) {
  if (result.eigenvectors.vectors.empty())
    throw InputError(file + ": the result holds no eigenvectors; repeat the fit with " +
                     "`fitpack fit --eigenvectors`");
  for (std::size_t k = 0; k < result.eigenvectors.vectors.size(); ++k) {
    const std::string label = "eigenvector " + std::to_string(k + 1);
    add_member(label + " plus", result.eigenvectors.vectors[k].plus, file, set);
    add_member(label + " minus", result.eigenvectors.vectors[k].minus, file, set);
  }
}

/// Those that enter means and spreads.
void add_replicas(const FitResult& result, const std::string& file, PdfMembers& set) {
  for (const ReplicaRecord& replica : result.replicas)
    if (replica.selected)
      add_member("replica " + std::to_string(replica.number), replica.theta, file, set);
  if (set.members.size() > 1) return;
  throw InputError(file +
                   (result.replicas.empty() ? ": the result holds no replicas"
                                            : ": no replica of the result is selected") +
                   "; repeat the fit with `fitpack fit --replicas N`");
}

/// Whether two members can share their evolution; nothing else of the theory can differ.
bool can_share_evolution(const qcd::TheoryOptions& a, const qcd::TheoryOptions& b) {
  return std::ranges::all_of(theory_values,
                             [&](const TheoryValue& v) { return a.*v.value == b.*v.value; });
}

void add(EvolvedPdfs& sum, const EvolvedPdfs& member, double weight) {
  sum.gluon += weight * member.gluon;
  for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
    sum.quark[f] += weight * member.quark[f];
    sum.antiquark[f] += weight * member.antiquark[f];
  }
}

}  // namespace

std::vector<EvolvedPdfs> mean_of(std::span<const std::vector<EvolvedPdfs>> members) {
  const double weight = 1.0 / static_cast<double>(members.size());
  std::vector<EvolvedPdfs> mean;
  for (const EvolvedPdfs& point : members.front()) mean.push_back({point.x, point.q, 0.0, {}, {}});
  for (const std::vector<EvolvedPdfs>& member : members)
    for (std::size_t i = 0; i < mean.size(); ++i) add(mean[i], member[i], weight);
  return mean;
}

std::string to_string(MemberKind kind) {
  switch (kind) {
    case MemberKind::central:
      return "central";
    case MemberKind::hessian:
      return "hessian";
    case MemberKind::replicas:
      return "replicas";
  }
  return {};
}

bool is_result_file(const std::filesystem::path& path) {
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t user_block = 512;  // our files carry their seal in front
  std::string head(user_block + signature.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return head.starts_with(signature) || head.ends_with(signature) || path.extension() == ".h5";
}

RunCard card_of(const FitResult& result, const std::string& file) {
  Problems problems;
  RunCard card = read_run_card_text(result.card, file + ": /card", {}, {}, problems);
  problems.throw_if_any(ExitCode::data);
  return card;
}

PdfMembers pdf_members(const RunCard& card) {
  const ParameterSet& parameters = card.parameters;
  return {
      card, MemberKind::central, {{"central", parameters.all_values(parameters.start_values())}}};
}

MemberKind member_kind(const FitResult& result) {
  if (!result.replicas.empty()) return MemberKind::replicas;
  return result.eigenvectors.vectors.empty() ? MemberKind::central : MemberKind::hessian;
}

PdfMembers pdf_members(const FitResult& result, MemberKind kind, const std::string& file) {
  PdfMembers set{card_of(result, file), kind, {}};
  set.members.push_back({"central", fitted_values(result, set.card, file)});
  if (kind == MemberKind::hessian) add_eigenvectors(result, file, set);
  if (kind == MemberKind::replicas) add_replicas(result, file, set);
  return set;
}

qcd::TheoryOptions theory_of(const PdfMembers& set, std::size_t k) {
  qcd::TheoryOptions theory = set.card.theory;
  set_theory_values(set.card.theory_parameters, set.card.parameters, set.members[k].values, theory);
  return theory;
}

std::vector<TheoryGroup> theory_groups(const PdfMembers& set) {
  std::vector<TheoryGroup> groups;
  for (std::size_t k = set.kind == MemberKind::replicas ? 1 : 0; k < set.members.size(); ++k) {
    const qcd::TheoryOptions theory = theory_of(set, k);
    const auto known = std::ranges::find_if(groups, [&](const TheoryGroup& group) {
      return can_share_evolution(group.theory, theory);
    });
    if (known != groups.end())
      known->members.push_back(k);
    else
      groups.push_back({theory, {k}});
  }
  return groups;
}

qcd::TheoryOptions reaching(qcd::TheoryOptions theory, std::span<const double> x,
                            std::span<const PdfScale> scales) {
  for (const double point : x) theory.x_min = std::min(theory.x_min, point);
  for (const PdfScale& scale : scales) theory.q2_max = std::max(theory.q2_max, scale.q * scale.q);
  return theory;
}

std::vector<double> initial_pdfs(const PdfMembers& set, std::size_t k,
                                 std::span<const double> x_nodes) {
  const auto values = pdf_model(set.card).values(set.members[k].values, x_nodes);
  if (!values)
    throw InputError("the " + set.members[k].label +
                     " values have no PDFs (a sum rule diverges); change `parameters`");
  return *values;
}

std::vector<std::vector<EvolvedPdfs>> evolve_group(const PdfMembers& set, const TheoryGroup& group,
                                                   std::span<const double> x,
                                                   std::span<const PdfScale> scales) {
  const qcd::TheoryOptions theory = reaching(group.theory, x, scales);
  const XGrid grid(theory.x_min);
  std::vector<std::vector<double>> initial;
  for (const std::size_t k : group.members) initial.push_back(initial_pdfs(set, k, grid.nodes()));
  return evolve_members(qcd::Evolution(theory, grid), *flavour_basis(set.card.pdfs.basis), initial,
                        x, scales);
}

std::vector<std::vector<EvolvedPdfs>> evolve_all(const PdfMembers& set, std::span<const double> x,
                                                 std::span<const PdfScale> scales) {
  std::vector<std::vector<EvolvedPdfs>> result(set.members.size());
  for (const TheoryGroup& group : theory_groups(set)) {
    auto evolved = evolve_group(set, group, x, scales);
    for (std::size_t m = 0; m < evolved.size(); ++m)
      result[group.members[m]] = std::move(evolved[m]);
  }
  if (set.kind == MemberKind::replicas) result[0] = mean_of(std::span(result).subspan(1));
  return result;
}

}  // namespace fitpack
