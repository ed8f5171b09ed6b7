#include "command_line.hpp"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "fitpack/core/error.hpp"
#include "fitpack/core/version.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack::app {

namespace {

constexpr double smallest_x = 1e-15;                   // below, the grid would be huge
constexpr double smallest_q = 1e-3, largest_q = 1e15;  // GeV
constexpr double largest_scatter = 1e6;

/// NaN, text and numbers outside are refused.
CLI::Validator number_between(double smallest, double largest, const char* what) {
  return CLI::Validator(
      [=](const std::string& text) {
        const auto value = parse_number(text);
        if (value && *value >= smallest && *value <= largest) return std::string();
        return "'" + text + "' is not " + what + "; give a number from " + format_number(smallest) +
               " to " + format_number(largest);
      },
      "");
}

CLI::Validator digits_only() {
  return CLI::Validator(
      [](const std::string& text) {
        const bool good =
            !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return good ? std::string() : "'" + text + "' is not a whole number without sign";
      },
      "");
}

void add_card(CLI::App& command, CardArguments& card) {
  command.add_option("CARD", card.path, "Run card (YAML); `fitpack init` writes one")->required();
  command
      .add_option("--set", card.overrides,
                  "Override a key of the card: --set theory.alphas_mz=0.120")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void add_force(CLI::App& command, Overwrite& overwrite) {
  command.add_flag_callback(
      "--force", [&overwrite] { overwrite = Overwrite::force; }, "Replace output that exists");
}

void add_json(CLI::App& command, Format& format) {
  command.add_flag_callback(
      "--json", [&format] { format = Format::json; }, "Print JSON instead of text");
}

void add_points(CLI::App& command, EvolveArguments& arguments) {
  command.add_option("--x", arguments.x, "Momentum fractions, 0 < x <= 1")
      ->required()
      ->delimiter(',')
      ->check(number_between(smallest_x, 1.0, "a momentum fraction"));
  command.add_option("--q", arguments.q, "Scales in GeV")
      ->required()
      ->delimiter(',')
      ->check(number_between(smallest_q, largest_q, "a scale in GeV"));
  command.add_option("-o,--output", arguments.output, "CSV file; standard output without it")
      ->type_name("FILE.csv");
  add_force(command, arguments.overwrite);
}

/// Registers a command whose arguments live as long as the request.
template <class Arguments, class AddOptions, class Run>
void add_command(CLI::App& app, Request& request, const char* name, const char* description,
                 AddOptions&& add_options, Run run) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(name, description);
  add_options(*command, *arguments);
  command->fallthrough();
  command->callback([&request, arguments, run] {
    request.command = [arguments, run](const Context& context) { return run(context, *arguments); };
  });
}

void add_commands(CLI::App& app, Request& request) {
  add_command<InitArguments>(
      app, request, "init", "Write a commented run card to start from",
      [](CLI::App& command, InitArguments& a) {
        command.add_option("-o,--output", a.output, "Card to write; standard output without it")
            ->type_name("CARD");
        add_force(command, a.overwrite);
      },
      run_init);
  add_command<CheckArguments>(
      app, request, "check", "Check a card and its data; show defaults, points and cost",
      [](CLI::App& command, CheckArguments& a) { add_card(command, a.card); }, run_check);
  add_command<FitArguments>(
      app, request, "fit", "Fit the parameters to the data; write DIR/result.h5",
      [](CLI::App& command, FitArguments& a) {
        add_card(command, a.card);
        command.add_option("-o,--output", a.output, "Folder of the result; the card's without it")
            ->type_name("DIR");
        add_force(command, a.overwrite);
        command.add_flag("--scale-variations", a.scale_variations,
                         "Seven-point variation of the scales at the minimum, no refit");
        command.add_option("--start-from", a.start_from, "Start at the parameters of a result")
            ->type_name("RESULT.h5");
        command.add_option("--starts", a.starts, "Number of starts; the best is kept")
            ->check(CLI::Range(1, 100000));
        command
            .add_option("--scatter", a.scatter,
                        "Scatter of the starts, in steps of the parameters (default: 1 with "
                        "--starts)")
            ->check(number_between(0.0, largest_scatter, "a number of steps"));
        command.add_option("--seed", a.seed, "Seed of the scattered starts, 0 to 2^64-1")
            ->check(digits_only());
      },
      run_fit_command);
  add_command<PredictArguments>(
      app, request, "predict", "Predictions and chi2 at the card's start values, no fit",
      [](CLI::App& command, PredictArguments& a) {
        add_card(command, a.card);
        command.add_option("-o,--output", a.output, "Write the predictions as CSV")
            ->type_name("FILE.csv");
        add_force(command, a.overwrite);
        add_json(command, a.format);
      },
      run_predict);
  add_command<EvolveArguments>(
      app, request, "evolve", "Evolved PDFs x f(x, Q) by flavour, as CSV",
      [](CLI::App& command, EvolveArguments& a) {
        add_card(command, a.card);
        add_points(command, a);
      },
      run_evolve);
  add_command<EvolveArguments>(
      app, request, "structure-functions", "F2, FL and xF3 of photon, NC and CC exchange, as CSV",
      [](CLI::App& command, EvolveArguments& a) {
        add_card(command, a.card);
        add_points(command, a);
      },
      run_structure_functions);
  add_command<InspectArguments>(
      app, request, "inspect", "Show what a result file holds",
      [](CLI::App& command, InspectArguments& a) {
        command.add_option("RESULT", a.result, "result.h5 of a fit")->required();
        add_json(command, a.format);
      },
      run_inspect);
}

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
      "3 data or files, 4 not converged.  Several ranks: mpirun -n 4 fitpack fit CARD");
  auto request = std::make_shared<Request>();
  app.add_flag_callback(
      "-v,--verbose", [request] { request->logging.verbosity = 1; }, "Say more on stderr");
  app.add_flag_callback(
      "-q,--quiet", [request] { request->logging.verbosity = -1; }, "Only errors on stderr");
  app.add_option("--log-file", request->logging.log_file, "Also write the log there")
      ->type_name("FILE");
  add_commands(app, *request);
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
