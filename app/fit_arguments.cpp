#include "fit_arguments.hpp"

#include <charconv>
#include <limits>
#include <tuple>
#include <utility>

#include "command_options.hpp"
#include "fit_output.hpp"
#include "fitpack/analysis/replica_lockstep.hpp"

namespace fitpack::app {

namespace {

constexpr double largest_scatter = 1e6;
constexpr double longest_interval = 1e6;  // minutes
constexpr double largest_window = 1e6;
constexpr double smallest_tolerance = 1e-3;
constexpr double largest_tolerance = 1e4;
constexpr std::size_t most_replicas = 1000000;
constexpr std::size_t most_together = 4096;

/// "17" or "5-20".
std::pair<std::size_t, std::size_t> replica_range(const FitArguments& arguments) {
  if (arguments.only.empty()) return {1, arguments.replicas};
  std::size_t first = 0, last = 0;
  const char* begin = arguments.only.data();
  const char* end = begin + arguments.only.size();
  auto parsed = std::from_chars(begin, end, first);
  last = first;
  if (parsed.ec == std::errc() && parsed.ptr != end && *parsed.ptr == '-')
    parsed = std::from_chars(parsed.ptr + 1, end, last);
  if (parsed.ec != std::errc() || parsed.ptr != end || first < 1 || last < first ||
      last > arguments.replicas)
    throw InputError("--only " + arguments.only + " names no replicas of 1 to " +
                     std::to_string(arguments.replicas) +
                     "; give a number or a range, such as 5-20");
  return {first, last};
}

void add_checkpoint_options(CLI::App& command, FitArguments& a) {
  command.add_flag_callback(
      "--resume", [&a] { a.resume = Resume::yes; },
      "Go on from the checkpoint in DIR; from the beginning where there is none");
  command
      .add_option(
          "--checkpoint-minutes", a.schedule.minutes,
          "Write a checkpoint every so often, besides Ctrl-C, SIGUSR1 and SIGTERM (default: 5; "
          "0: no)")
      ->check(number_between(0.0, longest_interval, "a number of minutes"));
  command
      .add_option("--checkpoint-iterations", a.schedule.iterations,
                  "Write a checkpoint every so many iterations (default: 0, no)")
      ->check(CLI::Range(0, std::numeric_limits<int>::max()));
}

}  // namespace

ReplicaOptions replica_options(const FitArguments& arguments, const RunCard& card) {
  ReplicaOptions options;
  std::tie(options.first, options.last) = replica_range(arguments);
  options.seed = arguments.seed;
  if (!arguments.chi2_window.empty()) {
    options.chi2_window = {arguments.chi2_window[0], arguments.chi2_window[1]};
    if (!(options.chi2_window->first < options.chi2_window->second))
      throw InputError(
          "--chi2-window is empty (its upper end is not above its lower one); give LOW "
          "HIGH, such as 1.5 2.5");
  }
  options.together = arguments.together;
  if (arguments.together.value_or(1) > 1 && !can_be_fitted_together(card))
    throw InputError(
        "--together " + std::to_string(*arguments.together) +
        ": replicas are fitted one after another with fit.minimiser: lbfgs and with a split of the "
        "data (fit.validation); leave --together out, or change the card");
  options.folder = output_folder(arguments, card) / replica_folder_name;
  options.foreign =
      arguments.overwrite == Overwrite::force ? ForeignFiles::replace : ForeignFiles::refuse;
  return options;
}

void add_fit_options(CLI::App& command, FitArguments& a) {
  add_card(command, a.card);
  add_backend(command, a.card);
  command.add_option("-o,--output", a.output, "Folder of the result; the card's without it")
      ->type_name("DIR");
  add_force(command, a.overwrite);
  command.add_flag("--scale-variations", a.scale_variations,
                   "Seven-point variation of the scales at the minimum, no refit");
  CLI::Option* eigenvectors = command.add_flag("--eigenvectors", a.eigenvectors,
                                               "Eigenvector set of the Hessian, /eigenvectors");
  command
      .add_option("--tolerance", a.tolerance,
                  "T^2, the rise of chi2 at the members of the eigenvector set (default: 1)")
      ->type_name("T2")
      ->needs(eigenvectors)
      ->check(number_between(smallest_tolerance, largest_tolerance, "a rise of chi2"));
  command.add_option("--start-from", a.start_from, "Start at the parameters of a result")
      ->type_name("RESULT.h5");
  command.add_option("--starts", a.starts, "Number of starts; the best is kept")
      ->check(CLI::Range(1, 100000));
  command
      .add_option("--scatter", a.scatter,
                  "Scatter of the starts, in steps of the parameters (default: 1 with "
                  "--starts)")
      ->check(number_between(0.0, largest_scatter, "a number of steps"));
  command
      .add_option("--seed", a.seed,
                  "Seed of the scattered starts and of the pseudo-data, 0 to 2^64-1")
      ->check(digits_only());
  add_checkpoint_options(command, a);
  command.add_flag_callback(
      "--profile", [&a] { a.profile = Profile::shown; },
      "Show where the time went, by stage and over the ranks");
  CLI::Option* replicas =
      command
          .add_option("--replicas", a.replicas,
                      "Also fit this many Monte Carlo replicas; DIR/replicas keeps each")
          ->check(CLI::Range(std::size_t{1}, most_replicas));
  command.add_option("--only", a.only, "Of the replicas fit these alone, and write no result.h5")
      ->type_name("N|N-M")
      ->needs(replicas);
  command
      .add_option("--ranks-per-fit", a.ranks_per_fit,
                  "Ranks that share the fit of one replica (default 1)")
      ->check(CLI::Range(1, 1000000))
      ->needs(replicas);
  command
      .add_option("--together", a.together,
                  "Replicas that a group of ranks fits at a time (default: as many as have room on "
                  "a GPU, up to 512; one on a CPU)")
      ->check(CLI::Range(std::size_t{1}, most_together))
      ->needs(replicas);
  command
      .add_option("--chi2-window", a.chi2_window,
                  "Use only replicas whose chi2/ndf to their own pseudo-data lies within")
      ->type_name("LOW HIGH")
      ->expected(2)
      ->check(number_between(-largest_window, largest_window, "a chi2/ndf"))
      ->needs(replicas);
}

}  // namespace fitpack::app
