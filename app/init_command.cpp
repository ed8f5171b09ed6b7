#include <cstdlib>
#include <optional>

#include "command_options.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct InitArguments {
  std::string output;  ///< empty: standard output
  Overwrite overwrite = Overwrite::refuse;
};

namespace fs = std::filesystem;

/// The folder of the data tables that come with the program: $FITPACK_DATA, or beside an installed
/// executable, or in the sources it was built from.
std::optional<fs::path> data_folder() {
  std::vector<fs::path> candidates;
  if (const char* variable = std::getenv("FITPACK_DATA")) candidates.emplace_back(variable);
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure).parent_path();
  candidates.push_back(program / FITPACK_INSTALLED_DATA);
  candidates.emplace_back(FITPACK_SOURCE_DATA);
  for (const fs::path& candidate : candidates)
    if (fs::exists(candidate / "HERA_NC_EP_920.yaml", failure))
      return fs::weakly_canonical(candidate, failure);
  return std::nullopt;
}

/// As the card will name it: relative to the card where that is possible.
std::string folder_in_card(const std::string& card, const Logger& logger) {
  const auto folder = data_folder();
  if (!folder) {
    logger->warn("the data tables of the program were not found; set data.folder in the card");
    return "data";
  }
  const fs::path base = fs::weakly_canonical(fs::absolute(card.empty() ? "card.yaml" : card));
  return fs::proximate(*folder, base.parent_path()).string();
}

ExitCode run_init(const Context& context, const InitArguments& arguments) {
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    prepare_file(arguments.output, arguments.overwrite);
    write_text(arguments.output, template_card(folder_in_card(arguments.output, context.logger)));
    if (!arguments.output.empty())
      context.logger->info("{} written; next: fitpack check {}", arguments.output,
                           arguments.output);
  });
  return ExitCode::converged;
}

}  // namespace

void add_init(CLI::App& app, Request& request) {
  add_command<InitArguments>(
      app, request, "init", "Write a commented run card to start from",
      [](CLI::App& command, InitArguments& a) {
        command.add_option("-o,--output", a.output, "Card to write; standard output without it")
            ->type_name("CARD");
        add_force(command, a.overwrite);
      },
      run_init);
}

}  // namespace fitpack::app
