#include <memory>
#include <optional>
#include <string>

#include "command_options.hpp"
#include "fitpack/analysis/closure.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct ClosureArguments {
  CardArguments card;
  int level = 0;
  ClosureOptions closure;
  std::optional<int> starts;  ///< unset: by level
  int ranks_per_fit = 1;
  std::string set;  ///< folder of a PDF set; empty: the card's PDFs are the truth
  std::size_t member = 0;
  Format format = Format::text;
};

constexpr int highest_level = 2;
/// Level 0 is judged by one fit; the mean of many minds a missed minimum less.
constexpr int starts_of_truth = 10, starts_of_outcomes = 3, most_starts = 1000;
constexpr int most_sets = 65535, most_replicas = 65535, most_ranks = 1000000;
constexpr double largest_scatter = 1e6;

ExitCode run_closure_command(const Context& context, const ClosureArguments& arguments) {
  const RunCard card = load_card(context, arguments.card);
  agree(context.comm, [&] {
    require_data(card);
    if (!card.events.samples.empty())
      throw InputError(
          "closure makes pseudo-data of binned measurements; a card with events.samples is tested "
          "with `fitpack sample` and a fit (docs/events.md)");
  });
  ClosureOptions options = arguments.closure;
  options.level = static_cast<ClosureLevel>(arguments.level);
  options.starts =
      arguments.starts.value_or(arguments.level == 0 ? starts_of_truth : starts_of_outcomes);
  agree(context.comm, [&] {
    if (!arguments.set.empty())
      options.truth =
          std::make_shared<const LhapdfInput>(read_lhapdf(arguments.set, arguments.member));
  });
  TaskFarm farm(context.comm, arguments.ranks_per_fit);
  const ClosureResult result =
      run_closure(farm, card, options, context.logger, kernel_progress(context));
  ExitCode code = ExitCode::converged;
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    write_text({}, arguments.format == Format::json ? closure_json(result) : closure_text(result));
    if (!result.passed) code = ExitCode::not_converged;
  });
  return static_cast<ExitCode>(context.comm.all_max(static_cast<int>(code)));
}

}  // namespace

void add_closure(CLI::App& app, Request& request) {
  add_command<ClosureArguments>(
      app, request, "closure", "Closure test: fit data made from known PDFs",
      [](CLI::App& command, ClosureArguments& a) {
        add_card(command, a.card);
        command
            .add_option("--level", a.level,
                        "0: data are the truth; 1: with fluctuations; 2: replicas of such data")
            ->required()
            ->check(CLI::Range(0, highest_level));
        command
            .add_option("--seeds", a.closure.sets,
                        "Number of fluctuated data sets, or of repetitions at level 0 (default: 1)")
            ->check(CLI::Range(1, most_sets));
        command
            .add_option("--replicas", a.closure.replicas,
                        "Replicas of each data set, level 2 (default: 40)")
            ->check(CLI::Range(2, most_replicas));
        command
            .add_option("--starts", a.starts,
                        "Starts of each fit, the best is kept (default: 10 at level 0, else 3)")
            ->check(CLI::Range(1, most_starts));
        command
            .add_option("--scatter", a.closure.scatter,
                        "Scatter of the starts around the truth, in errors (default: 3)")
            ->check(number_between(0.0, largest_scatter, "a number of errors"));
        command
            .add_option("--seed", a.closure.seed, "Seed of starts and fluctuations, 0 to 2^64-1")
            ->check(digits_only());
        command
            .add_option("--ranks-per-fit", a.ranks_per_fit, "Ranks that share a fit (default: 1)")
            ->check(CLI::Range(1, most_ranks));
        CLI::Option* set = command
                               .add_option("--pdf", a.set,
                                           "Folder of a PDF set that is the truth (default: the "
                                           "card's PDFs at its start values)")
                               ->type_name("SETFOLDER");
        command.add_option("--member", a.member, "Member of the set")
            ->check(digits_only())
            ->needs(set)
            ->capture_default_str();
        add_json(command, a.format);
      },
      run_closure_command);
}

}  // namespace fitpack::app
