#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "fitpack/core/error.hpp"
#include "fitpack/core/version.hpp"

namespace fitpack::app {

namespace {

/// In the order of the help text.
constexpr void (*all_commands[])(CLI::App&, Request&) = {
    add_init,     add_check,        add_fit,
    add_scan,     add_profile_data, add_closure,
    add_predict,  add_evolve,       add_structure_functions,
    add_inspect,  add_compare,      add_export_lhapdf,
    add_generate, add_sample};

/// What the user may have meant, of a mistyped command or option; empty if nothing comes close.
std::string suggestion(const CLI::App& app) {
  const std::vector<std::string> extras = app.remaining(true);
  if (extras.empty()) return {};
  const auto chosen = app.get_subcommands();
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands(nullptr))
    if (chosen.empty()) known.push_back(command->get_name());
  for (const CLI::App* scope : chosen)
    for (const CLI::Option* option : scope->get_options())
      for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  const std::string match = closest_match(extras.front(), known);
  const std::string what = "'" + extras.front() + "'";
  return (chosen.empty() ? "there is no command " + what : what + " is not known here") +
         (match.empty() ? "" : "; did you mean " + match + "?") + "\n";
}

}  // namespace

ParsedCommandLine parse_command_line(int argc, char** argv) {
  CLI::App app("fitpack: parton distribution functions from data, on one core or a cluster");
  const BuildInformation& build = build_information();
  app.set_version_flag("--version", "fitpack " + build.version + " (" + build.git_hash + "; " +
                                        build.compiler + "; " + build.libraries + ")");
  app.set_help_all_flag("--help-all", "Help of all commands");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 converged or done, 1 internal error, 2 command line or card,\n"
      "3 data or files, 4 not converged, 75 stopped by a signal (resume).\n"
      "Several ranks: mpirun -n 4 fitpack fit CARD");
  auto request = std::make_shared<Request>();
  app.add_flag_callback(
      "-v,--verbose", [request] { request->logging.verbosity = 1; }, "Say more on stderr");
  app.add_flag_callback(
      "-q,--quiet", [request] { request->logging.verbosity = -1; }, "Only errors on stderr");
  app.add_option("--log-file", request->logging.log_file, "Also write the log there")
      ->type_name("FILE");
  for (const auto add : all_commands) add(app, *request);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return {std::nullopt, app.exit(success, std::cout, std::cerr)};
  } catch (const CLI::ParseError& error) {
    std::cerr << "fitpack: " << error.what() << "\n"
              << suggestion(app) << "Run with --help for more information.\n";
    return {std::nullopt, static_cast<int>(ExitCode::usage)};
  }
  return {*request, 0};
}

}  // namespace fitpack::app
