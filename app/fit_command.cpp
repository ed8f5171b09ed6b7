#include <unistd.h>

#include <chrono>
#include <ctime>

#include "command_options.hpp"
#include "fit_arguments.hpp"
#include "fit_output.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/analysis/scale_variations.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/profile_text.hpp"
#include "fitpack/result/replica_statistics.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

constexpr double default_tolerance = 1.0;

namespace fs = std::filesystem;

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

/// Whether everything that was asked for came out.
ExitCode exit_code_of(const FitResult& result) {
  const bool replicas_missing =
      result.replica_settings.requested > 0 &&
      (!failed_replicas(result).empty() || replica_statistics(result).selected == 0);
  return result.status != FitStatus::converged || replicas_missing ? ExitCode::not_converged
                                                                   : ExitCode::converged;
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
    if (arguments.resume == Resume::yes)
      context.logger->info("no checkpoint in {}: the fit starts from its beginning",
                           folder.string());
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

  Analysis analysis(context.comm, card, context.logger, kernel_progress(context), context.stop, {},
                    farm ? DataKept::all : DataKept::without_uncertainties);
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

}  // namespace

void add_fit(CLI::App& app, Request& request) {
  add_command<FitArguments>(app, request, "fit",
                            "Fit the parameters to the data; write DIR/result.h5", add_fit_options,
                            run_fit_command, OnSignal::ask);
}

}  // namespace fitpack::app
