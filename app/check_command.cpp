#include <algorithm>
#include <cstdio>
#include <optional>

#include "command_options.hpp"
#include "fitpack/analysis/measurements.hpp"
#include "fitpack/analysis/reach.hpp"
#include "fitpack/analysis/run_cost.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct CheckArguments {
  CardArguments card;
};

std::string points_text(const Measurements& measurements) {
  std::string text = "# Points: in the file, after cuts\n";
  char line[128];
  for (const CutCount& count : measurements.cuts()) {
    std::snprintf(line, sizeof line, "#   %-24s %6zu %6zu\n", count.dataset.c_str(), count.before,
                  count.after);
    text += line;
  }
  std::snprintf(line, sizeof line, "#   %-24s %6s %6zu, %zu correlated sources\n", "all", "",
                measurements.n_rows(), measurements.nuisances().size());
  return text + line;
}

std::string cost_text(const RunCost& cost, int ranks) {
  const std::string nodes = cost.kernels == 1 ? ""
                                              : " at " + std::to_string(cost.kernels) +
                                                    " nodes of the free theory values";
  char text[512];
  std::snprintf(text, sizeof text,
                "# The run on %d rank%s will take about\n"
                "#   kernel   %zu rows x %zu columns%s, %.1f MB per rank\n"
                "#   memory   %.0f MB per rank while kernels are built, %.0f MB in the fit\n"
                "#   time     %.1f s to build the kernels (none if cached), %.2g s per evaluation,"
                " %.2g s for the fit\n",
                ranks, ranks == 1 ? "" : "s", cost.kernel_rows, cost.kernel_columns, nodes.c_str(),
                cost.kernel_bytes * 1e-6, cost.build_bytes * 1e-6, cost.fit_bytes * 1e-6,
                cost.build_seconds, cost.evaluation_seconds, cost.fit_seconds);
  return text;
}

/// Everything wrong with card and data at once.
void check_card(const Context& context, const CardArguments& arguments) {
  Problems problems;
  const RunCard card = read_run_card(arguments.path, arguments.overrides, problems);
  ExitCode code = ExitCode::usage;
  const bool card_is_right = problems.empty();
  std::optional<Measurements> measurements;
  try {
    if (!card.data.sets.empty())
      measurements = read_measurements(card.data, arguments.path, card.objective.normalisations);
  } catch (const Error& error) {
    if (card_is_right) code = error.exit_code();
    problems.add({}, error.what());
  }
  if (card_is_right && measurements) check_reach(card, *measurements, arguments.path, problems);
  problems.throw_if_any(code);

  std::string text = resolved_card_text(card);
  if (measurements) {
    text += "\n" + points_text(*measurements) +
            cost_text(run_cost(card, *measurements, context.comm.size()), context.comm.size());
  }
  write_text({}, text);
}

ExitCode run_check(const Context& context, const CheckArguments& arguments) {
  agree(context.comm, [&] {
    if (context.comm.is_root()) check_card(context, arguments.card);
  });
  return ExitCode::converged;
}

}  // namespace

void add_check(CLI::App& app, Request& request) {
  add_command<CheckArguments>(
      app, request, "check", "Check a card and its data; show defaults, points and cost",
      [](CLI::App& command, CheckArguments& a) { add_card(command, a.card); }, run_check);
}

}  // namespace fitpack::app
