#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <limits>
#include <memory>
#include <tuple>

#include "command_options.hpp"
#include "fitpack/analysis/replica_run.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/analysis/scale_variations.hpp"
#include "fitpack/fit/checkpoint.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/profile_text.hpp"
#include "fitpack/result/replica_statistics.hpp"
#include "fitpack/result/result_file.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

enum class Resume { no, yes };
enum class Profile { in_file, shown };

struct FitArguments {
  CardArguments card;
  std::string output;  ///< folder; empty: the card's
  Overwrite overwrite = Overwrite::refuse;
  bool scale_variations = false;
  bool eigenvectors = false;
  std::optional<double> tolerance;  ///< Δχ² of the eigenvector set
  std::string start_from;           ///< a result file; empty: the card's start values
  int starts = 1;
  std::optional<double> scatter;  ///< in steps; unset: 1 with several starts, else 0
  std::uint64_t seed = 1;
  Resume resume = Resume::no;
  CheckpointSchedule schedule;
  Profile profile = Profile::in_file;
  std::size_t replicas = 0;
  std::string only;  ///< "17" or "5-20": numbers of replicas; empty: all
  int ranks_per_fit = 1;
  std::vector<double> chi2_window;  ///< low, high; empty: none
};

constexpr double largest_scatter = 1e6;
constexpr double longest_interval = 1e6;  // minutes
constexpr double largest_window = 1e6;
constexpr double smallest_tolerance = 1e-3;
constexpr double largest_tolerance = 1e4;
constexpr double default_tolerance = 1.0;

namespace fs = std::filesystem;

constexpr const char* result_name = "result.h5";
constexpr const char* replica_folder_name = "replicas";
constexpr std::size_t most_replicas = 1000000;

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "unknown";
}

/// A folder that is made if need be, and taken back with its new parents where nothing came of it.
class OutputFolder {
 public:
  explicit OutputFolder(const fs::path& folder) {
    std::error_code failure;
    for (fs::path p = fs::absolute(folder); !fs::exists(p, failure) && p.has_relative_path();
         p = p.parent_path())
      made_.push_back(p);
    failure.clear();
    fs::create_directories(folder, failure);
    if (failure)
      throw DataError("folder " + folder.string() + " cannot be made (" + failure.message() +
                      "); choose another with -o");
  }
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder() {
    std::error_code not_empty;
    for (const fs::path& folder : made_) fs::remove(folder, not_empty);
  }

 private:
  std::vector<fs::path> made_;  // the deepest first
};

/// Where the result goes; on rank 0.
struct Output {
  fs::path folder;
  fs::path file;
  std::unique_ptr<OutputFolder> guard;
};

fs::path output_folder(const FitArguments& arguments, const RunCard& card) {
  return arguments.output.empty() ? card.output.folder : fs::path(arguments.output);
}

/// Whether a checkpoint is gone on from. Runs of replicas go on by themselves.
bool resumes(const FitArguments& arguments) {
  return arguments.resume == Resume::yes ||
         (arguments.replicas > 0 && arguments.overwrite == Overwrite::refuse);
}

/// Jobs that fit some of the replicas share the folder: they leave no checkpoints in it.
bool has_checkpoints(const FitArguments& arguments) { return arguments.only.empty(); }

/// Refuses to lose a result, or the checkpoint of an interrupted fit. Resuming one may replace the
/// result that the fit itself was allowed to replace.
void refuse_loss(const Output& output, const FitArguments& arguments) {
  if (!has_checkpoints(arguments)) return;
  const bool interrupted = Checkpoints::exist_in(output.folder);
  if (arguments.resume == Resume::yes && interrupted) return;
  refuse_existing(output.file, arguments.overwrite);
  if (interrupted && !resumes(arguments) && arguments.overwrite == Overwrite::refuse)
    throw InputError(output.folder.string() +
                     " holds the checkpoint of an interrupted fit; use --resume to go on from it, "
                     "or --force to start anew");
}

/// Before any long work: the folder can be written and holds nothing that must be kept. Replicas
/// without a result are those of a run that was cut off, or a part of all.
Output prepare_output(const FitArguments& arguments, const RunCard& card) {
  Output output;
  output.folder = output_folder(arguments, card);
  output.file = output.folder / result_name;
  refuse_loss(output, arguments);
  output.guard = std::make_unique<OutputFolder>(
      arguments.replicas > 0 ? output.folder / replica_folder_name : output.folder);
  check_writable(output.file);
  return output;
}

/// The result that --resume finds in place of a checkpoint: the fit ended before. A result older
/// than a checkpoint is one that the interrupted fit was to replace. Rank 0 only.
std::optional<FitResult> result_to_keep(const FitArguments& arguments, const RunCard& card) {
  const fs::path folder = output_folder(arguments, card);
  std::error_code missing;
  const auto time = fs::last_write_time(folder / result_name, missing);
  if (missing || arguments.resume == Resume::no || arguments.overwrite == Overwrite::force ||
      !has_checkpoints(arguments))
    return std::nullopt;
  const auto checkpoint = Checkpoints::newest_time(folder);
  if (checkpoint && *checkpoint > time) return std::nullopt;
  FitResult result = read_result(folder / result_name);
  const bool same = result.card == resolved_card_text(card) &&
                    result.starts.size() == static_cast<std::size_t>(arguments.starts) &&
                    result.replica_settings.requested == arguments.replicas &&
                    (!arguments.scale_variations || !result.scale_variations.empty());
  return same ? std::optional(std::move(result)) : std::nullopt;
}

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
  options.folder = output_folder(arguments, card) / replica_folder_name;
  options.foreign =
      arguments.overwrite == Overwrite::force ? ForeignFiles::replace : ForeignFiles::refuse;
  return options;
}

/// Whether everything that was asked for came out.
ExitCode exit_code_of(const FitResult& result) {
  const bool replicas_missing =
      result.replica_settings.requested > 0 &&
      (!failed_replicas(result).empty() || replica_statistics(result).selected == 0);
  return result.status != FitStatus::converged || replicas_missing ? ExitCode::not_converged
                                                                   : ExitCode::converged;
}

/// A disk that is full at the end of a long fit must not cost its outcome: it is shown all the
/// same.
void write_or_show(const FitResult& result, const fs::path& file) {
  try {
    write_result(result, file);
  } catch (const Error&) {
    write_text({}, summary_text(result, {}));
    throw;
  }
  write_text({}, summary_text(result, {file.string()}));
}

IterationObserver log_iterations(const Logger& logger) {
  return [logger](const IterationRecord& r) {
    logger->info(
        "iteration {:3d}  chi2 {:14.6f}  to gain {:9.2e}  gradient {:9.2e}  step {:9.2e}{}",
        r.iteration, r.chi2, r.predicted_decrease, r.gradient_norm, r.step_norm,
        r.accepted ? "" : "  rejected");
  };
}

/// Collective: shows the result of a fit that ended before it was to be resumed.
std::optional<ExitCode> already_done(const Context& context, const FitArguments& arguments,
                                     const RunCard& card) {
  std::int64_t code = -1;
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    const std::optional<FitResult> result = result_to_keep(arguments, card);
    if (!result) return;
    const fs::path folder = output_folder(arguments, card);
    context.logger->info("nothing to resume: this fit has ended; --force repeats it");
    write_text({}, summary_text(*result, {(folder / result_name).string()}));
    Checkpoints::remove_from(folder);
    code = static_cast<std::int64_t>(exit_code_of(*result));
  });
  code = context.comm.all_max(code);
  if (code < 0) return std::nullopt;
  return static_cast<ExitCode>(code);
}

/// The state to resume, if there is one. Rank 0 only.
std::optional<FitState> state_to_resume(const Context& context, const FitArguments& arguments,
                                        Checkpoints& checkpoints, const fs::path& folder) {
  if (!resumes(arguments)) {
    Checkpoints::remove_from(folder);
    return std::nullopt;
  }
  std::optional<FitState> state = checkpoints.read();
  if (!state) {
    context.logger->info("no checkpoint in {}: the fit starts from its beginning", folder.string());
    return std::nullopt;
  }
  const std::size_t iterations = state->current ? state->current->history.size() - 1 : 0;
  context.logger->info(
      "warm start from a checkpoint: {} starts finished, {} iterations of the next",
      state->finished.size(), iterations);
  return state;
}

/// The fit with its checkpoints. Collective; complete on rank 0.
FitResult checkpointed_fit(const Context& context, const FitArguments& arguments,
                           FitOptions options, Analysis& analysis, const fs::path& folder) {
  Checkpoints checkpoints(folder, fit_identity(analysis, options), arguments.schedule,
                          context.logger);
  FitState last;
  agree(context.comm, [&] {
    if (context.comm.is_root() && has_checkpoints(arguments))
      options.interruption.resume = state_to_resume(context, arguments, checkpoints, folder);
  });
  if (options.interruption.resume) last = *options.interruption.resume;
  if (has_checkpoints(arguments)) {
    options.interruption.changed = [&](const FitState& state) {
      last = state;
      checkpoints.offer(state);
    };
    options.interruption.stopped = [&](const FitState& state) { checkpoints.write(state); };
  }
  FitResult result = run_fit(analysis, options, log_iterations(context.logger));
  if (!arguments.scale_variations) return result;
  agree(context.comm, [&] {
    if (context.comm.is_root() && has_checkpoints(arguments)) checkpoints.write(last);
  });
  add_scale_variations(result, analysis, context.logger, context.stop);
  return result;
}

/// Collective. Without a minimum of the data there is nowhere for the replicas to start.
void add_replicas(FitResult& result, Analysis& analysis, TaskFarm& farm,
                  const ReplicaOptions& options, const Logger& logger) {
  const bool converged = result.status == FitStatus::converged;
  if (analysis.communicator().all_max(analysis.communicator().is_root() && !converged ? 1 : 0) !=
      0) {
    logger->warn("the fit to the data did not converge: no replicas are fitted");
    return;
  }
  run_replicas(result, analysis, farm, options, logger);
  const std::string shortage = replica_shortage(result);
  if (analysis.communicator().is_root() && !shortage.empty()) logger->warn("only {}", shortage);
}

ExitCode run_fit_command(const Context& context, const FitArguments& arguments) {
  const std::string started = utc_now();
  const RunCard card = load_card(context, arguments.card);
  if (const auto code = already_done(context, arguments, card)) return *code;
  Output output;
  FitOptions options;
  ReplicaOptions replicas;
  const double default_scatter = arguments.starts > 1 ? 1.0 : 0.0;
  options.starts = {arguments.starts, arguments.scatter.value_or(default_scatter), arguments.seed};
  if (arguments.eigenvectors) options.tolerance = arguments.tolerance.value_or(default_tolerance);
  agree(context.comm, [&] {
    require_data(card);
    if (!arguments.start_from.empty())
      options.start = start_from(arguments.start_from, card.parameters, context.logger);
    if (arguments.replicas > 0) replicas = replica_options(arguments, card);
    if (arguments.replicas > 0 && !card.events.samples.empty())
      throw InputError(
          "--replicas makes pseudo-data of binned measurements; a card with events.samples has its "
          "errors from the likelihood");
    replicas.stop = context.stop;
    if (context.comm.is_root()) output = prepare_output(arguments, card);
  });
  std::optional<TaskFarm> farm;
  if (arguments.replicas > 0) farm.emplace(context.comm, arguments.ranks_per_fit);

  Analysis analysis(context.comm, card, context.logger, kernel_progress(context), context.stop);
  context.logger->info("{} points, {} correlated sources, {} free parameters, {} ranks",
                       analysis.measurements().n_rows(), analysis.measurements().nuisances().size(),
                       card.parameters.n_free(), context.comm.size());
  context.logger->info("kernels: {} rows built, {} from the cache, {:.2f} s",
                       analysis.kernel_summary().rows_built, analysis.kernel_summary().rows_cached,
                       analysis.kernel_summary().seconds);

  if (arguments.scale_variations) agree(context.comm, [&] { check_scale_variations(analysis); });
  FitResult result = checkpointed_fit(context, arguments, options, analysis, output.folder);
  if (farm) add_replicas(result, analysis, *farm, replicas, context.logger);
  ExitCode code = ExitCode::converged;
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    result.provenance.command_line = context.command_line;
    result.provenance.host = host_name();
    result.provenance.started = started;
    if (has_checkpoints(arguments)) {
      write_or_show(result, output.file);
      Checkpoints::remove_from(output.folder);
    } else {
      write_text({}, summary_text(result, {replicas.folder.string()}));
    }
    if (arguments.profile == Profile::shown) write_text({}, "\n" + profile_text(result));
    code = exit_code_of(result);
  });
  return static_cast<ExitCode>(context.comm.all_max(static_cast<int>(code)));
}

void add_checkpoint_options(CLI::App& command, FitArguments& a) {
  command.add_flag_callback(
      "--resume", [&a] { a.resume = Resume::yes; },
      "Go on from the checkpoint in DIR; from the beginning where there is none");
  command
      .add_option("--checkpoint-minutes", a.schedule.minutes,
                  "Write a checkpoint every so often, besides SIGUSR1 and SIGTERM (default: 5; "
                  "0: no)")
      ->check(number_between(0.0, longest_interval, "a number of minutes"));
  command
      .add_option("--checkpoint-iterations", a.schedule.iterations,
                  "Write a checkpoint every so many iterations (default: 0, no)")
      ->check(CLI::Range(0, std::numeric_limits<int>::max()));
}

}  // namespace

void add_fit(CLI::App& app, Request& request) {
  add_command<FitArguments>(
      app, request, "fit", "Fit the parameters to the data; write DIR/result.h5",
      [](CLI::App& command, FitArguments& a) {
        add_card(command, a.card);
        command.add_option("-o,--output", a.output, "Folder of the result; the card's without it")
            ->type_name("DIR");
        add_force(command, a.overwrite);
        command.add_flag("--scale-variations", a.scale_variations,
                         "Seven-point variation of the scales at the minimum, no refit");
        CLI::Option* eigenvectors = command.add_flag(
            "--eigenvectors", a.eigenvectors, "Eigenvector set of the Hessian, /eigenvectors");
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
        command
            .add_option("--only", a.only, "Of the replicas fit these alone, and write no result.h5")
            ->type_name("N|N-M")
            ->needs(replicas);
        command
            .add_option("--ranks-per-fit", a.ranks_per_fit,
                        "Ranks that share the fit of one replica (default 1)")
            ->check(CLI::Range(1, 1000000))
            ->needs(replicas);
        command
            .add_option("--chi2-window", a.chi2_window,
                        "Use only replicas whose chi2/ndf to their own pseudo-data lies within")
            ->type_name("LOW HIGH")
            ->expected(2)
            ->check(number_between(-largest_window, largest_window, "a chi2/ndf"))
            ->needs(replicas);
      },
      run_fit_command, OnSignal::ask);
}

}  // namespace fitpack::app
