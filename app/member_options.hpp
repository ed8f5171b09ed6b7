#pragma once

#include <optional>

#include "fitpack/analysis/pdf_members.hpp"
#include "options.hpp"

namespace CLI {
class App;
}

/// Members of a result, for the commands that show them.
namespace fitpack::app {

enum class Members { central, all };

struct MemberArguments {
  Members which = Members::central;
  std::optional<MemberKind> kind;  ///< not given: what the result has
};

/// --members, with the given help, and --error-type.
void add_members(CLI::App& command, MemberArguments& arguments, const char* help);

/// The PDFs of a card at its start values, or of a result. Throws InputError for members of a card
/// and for overrides of a result.
PdfMembers members_of(const CardArguments& card, const MemberArguments& arguments);

}  // namespace fitpack::app
