#include "fitpack/analysis/replica_lockstep.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/node_count.hpp"

namespace fitpack {

namespace {

/// Collective. Every rank has a share of the sets; the one with the least room counts.
std::size_t room_of(const Communicator& group, const BatchObjective& objective) {
  std::size_t own = 0;
  agree(group, [&] { own = objective.models_at_once(); });
  const std::int64_t least = -group.all_max(-static_cast<std::int64_t>(own));
  return static_cast<std::size_t>(least) * static_cast<std::size_t>(group.size());
}

}  // namespace

/// What the replicas under way ask for.
struct LockstepReplicas::Batch {
  std::vector<std::size_t> replicas;
  std::vector<Want> wants;
  std::vector<double> thetas;
  [[nodiscard]] std::size_t size() const { return replicas.size(); }
};

LockstepReplicas::LockstepReplicas(Analysis& analysis, TaskFarm& farm, const ReplicaCommon& common,
                                   const Logger& logger)
    : analysis_(analysis),
      farm_(farm),
      common_(common),
      predictor_(analysis, logger),
      objective_(analysis, predictor_, logger, BatchPrecision::full),  // χ² to its last digits
      room_(room_of(farm.group(), objective_)),
      minimiser_(analysis.card().parameters, analysis.measurements().n_rows(),
                 analysis.minimiser_options(), room_ > 0 ? Asking::for_models : Asking::for_both) {}

std::string LockstepReplicas::description() const {
  return std::to_string(places_) + " at a time, " + (room_ > 0 ? objective_.backend() : "CPU");
}

void LockstepReplicas::run() {
  while (true) {
    begin_replicas();
    const Batch batch = shared_batch();
    if (batch.size() == 0) return;
    finish(go_on(evaluate(batch)));
    stop_if_asked();
  }
}

/// Hands in what is done, and fills the places that are free.
void LockstepReplicas::begin_replicas() {
  agree(farm_.group(), [&] {
    if (!farm_.group().is_root()) return;
    const std::size_t wanted = no_more_ ? 0 : places_ - minimiser_.size();
    const std::vector<std::size_t> numbers = farm_.exchange(std::exchange(done_, {}), wanted);
    no_more_ = no_more_ || numbers.size() < wanted;
    for (const std::size_t number : numbers) minimiser_.begin(number, common_.start_of(number));
  });
}

LockstepReplicas::Batch LockstepReplicas::shared_batch() {
  std::vector<double> message;
  for (const ModelRequest& request : minimiser_.requests()) {
    message.push_back(static_cast<double>(request.task));
    message.push_back(static_cast<double>(request.want));
    message.insert(message.end(), request.theta.begin(), request.theta.end());
  }
  farm_.group().broadcast(message);
  Batch batch;
  const auto n = static_cast<std::ptrdiff_t>(analysis_.card().parameters.n_free());
  for (auto at = message.begin(); at != message.end(); at += 2 + n) {
    batch.replicas.push_back(static_cast<std::size_t>(at[0]));
    batch.wants.push_back(static_cast<Want>(static_cast<int>(at[1])));
    batch.thetas.insert(batch.thetas.end(), at + 2, at + 2 + n);
  }
  return batch;
}

std::vector<LocalModel> LockstepReplicas::evaluate(const Batch& batch) {
  std::vector<double> outcomes;
  agree(farm_.group(), [&] { outcomes = outcomes_of(batch); });
  return objective_.models(batch.thetas, batch.size(), outcomes, batch.wants);
}

std::vector<double> LockstepReplicas::outcomes_of(const Batch& batch) {
  std::map<std::size_t, std::vector<double>> drawn;
  std::vector<double> outcomes;
  for (const std::size_t replica : batch.replicas) {
    const auto found = drawn_.find(replica);
    std::vector<double>& values = drawn[replica];
    values = found == drawn_.end() ? common_.outcome_of(replica) : std::move(found->second);
    outcomes.insert(outcomes.end(), values.begin(), values.end());
  }
  drawn_ = std::move(drawn);
  return outcomes;
}

std::vector<EndedMinimisation> LockstepReplicas::go_on(std::vector<LocalModel> models) {
  std::vector<EndedMinimisation> ended;
  agree(farm_.group(), [&] {
    if (farm_.group().is_root()) ended = minimiser_.answer(std::move(models));
  });
  return ended;
}

/// Files of the replicas that have ended; one that failed comes last, so that the others are kept.
void LockstepReplicas::finish(std::vector<EndedMinimisation> ended) {
  const auto failed = std::ranges::stable_partition(
      ended, [](const EndedMinimisation& one) { return one.error == nullptr; });
  const std::size_t n_done = ended.size() - failed.size();
  std::vector<double> thetas{static_cast<double>(n_done)};
  for (std::size_t k = 0; k < n_done; ++k)
    thetas.insert(thetas.end(), ended[k].minimum.theta.begin(), ended[k].minimum.theta.end());
  farm_.group().broadcast(thetas);
  const auto n = static_cast<std::size_t>(thetas[0]);
  std::vector<LocalModel> of_data;
  if (n > 0)
    of_data = objective_.models(std::span(thetas).subspan(1), n, {}, std::vector(n, Want::value));
  agree(farm_.group(), [&] {
    for (std::size_t k = 0; k < n_done; ++k) {
      ReplicaFit fit = common_.fit_of(ended[k].task, ended[k].minimum);
      fit.record.chi2_data = of_data[k].chi2.total;
      common_.write(fit);
      done_.push_back({ended[k].task, packed(fit.record)});
    }
    if (n_done < ended.size()) std::rethrow_exception(ended[n_done].error);
  });
}

void LockstepReplicas::stop_if_asked() {
  FailureGuard guard;
  if (guard.settle(farm_.group(), vote_of(common_.options().stop)) == Vote::stop) throw_stopped();
}

bool can_be_fitted_together(const RunCard& card) {
  return card.fit.minimiser == MinimiserKind::levenberg_marquardt && !card.validation.splits();
}

std::unique_ptr<LockstepReplicas> lockstep_replicas(Analysis& analysis, TaskFarm& farm,
                                                    const ReplicaCommon& common,
                                                    std::size_t n_replicas, const Logger& logger) {
  const Communicator& world = farm.world();
  const std::optional<std::size_t> asked = common.options().together;
  const bool has_gpu = world.all_max(analysis.device() ? 1 : 0) > 0;
  if (asked ? *asked == 1 : !has_gpu) return nullptr;
  if (!can_be_fitted_together(analysis.card())) {
    logger->info(
        "replicas are fitted one after another on the CPU: fit.minimiser lbfgs and fit.validation "
        "know nothing else");
    return nullptr;
  }
  std::unique_ptr<LockstepReplicas> replicas;
  FailureGuard guard;  // a group that fails is known to all
  guard.run([&] { replicas = std::make_unique<LockstepReplicas>(analysis, farm, common, logger); });
  guard.settle(world);
  if (!asked && world.all_max(replicas->room() > 0 ? 1 : 0) == 0) {
    logger->info(
        "replicas are fitted one after another: the local models of this card are the CPU's");
    return nullptr;
  }
  // Ranks that use one device share its memory.
  const std::int64_t sharers =
      count_on_node(world, analysis.device() ? analysis.device()->number : -1);
  const std::size_t room =
      std::max(replicas->room() / static_cast<std::size_t>(sharers), std::size_t{1});
  const auto n_groups = static_cast<std::size_t>(farm.n_groups());
  const std::size_t fair = (n_replicas + n_groups - 1) / n_groups;  // no group goes without
  replicas->set_places(
      std::min(asked.value_or(std::min(room, ReplicaOptions::most_together)), fair));
  logger->info("replicas: {}", replicas->description());
  return replicas;
}

}  // namespace fitpack
