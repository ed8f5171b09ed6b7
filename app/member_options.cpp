#include "member_options.hpp"

#include <map>
#include <string>

#include "command_options.hpp"
#include "fitpack/result/result_file.hpp"

namespace fitpack::app {

void add_members(CLI::App& command, MemberArguments& arguments, const char* help) {
  static const std::map<std::string, MemberKind> kinds{{"hessian", MemberKind::hessian},
                                                       {"replicas", MemberKind::replicas}};
  CLI::Option* members = command.add_flag_callback(
      "--members", [&arguments] { arguments.which = Members::all; }, help);
  command
      .add_option("--error-type", arguments.kind,
                  "Members: hessian or replicas; without it replicas if there are any")
      ->needs(members)
      ->transform(CLI::Transformer(kinds).description(""))
      ->transform(one_of({"hessian", "replicas"}));  // the last one comes first
}

PdfMembers members_of(const CardArguments& card, const MemberArguments& arguments) {
  const std::string& path = card.path;
  if (!is_result_file(path)) {
    if (arguments.which == Members::all)
      throw InputError(path +
                       " is a card, and --members asks for the members of a result; give a "
                       "result.h5 of `fitpack fit`");
    Problems problems;
    const RunCard content = read_run_card(path, card.overrides, problems);
    problems.throw_if_any(ExitCode::usage);
    return pdf_members(content);
  }
  if (!card.overrides.empty())
    throw InputError("--set changes a card, and " + path +
                     " is a result with a card of its own; repeat the fit with --set");
  const FitResult result = read_result(path);
  if (arguments.which == Members::central) return pdf_members(result, MemberKind::central, path);
  return pdf_members(result, arguments.kind.value_or(member_kind(result)), path);
}

}  // namespace fitpack::app
