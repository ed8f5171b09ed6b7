#include "fitpack/analysis/replica_run.hpp"

#include <chrono>
#include <map>
#include <memory>

#include "fitpack/analysis/replica_common.hpp"
#include "fitpack/analysis/replica_lockstep.hpp"
#include "fitpack/core/version.hpp"
#include "fitpack/fit/minimiser.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/result/replica_file.hpp"
#include "fitpack/result/replica_statistics.hpp"

namespace fitpack {

namespace {

/// What the card says about the fit, without where files are.
std::string card_checksum(RunCard card) {
  card.data.folder.clear();
  card.data.files.clear();
  card.objective.t0.clear();  // what it led to is in the key
  card.output = {};
  card.cache = {};
  return Checksum().add_text(resolved_card_text(card)).hex();
}

std::string data_checksum(const Measurements& measurements) {
  Checksum checksum;
  for (const Dataset& dataset : measurements.datasets())
    for (const std::string& text :
         {dataset.name, dataset.files.csv_checksum, dataset.files.yaml_checksum})
      checksum.add_text(text).add_text("\n");
  return checksum.hex();
}

/// `t0`: of the fit to the data, which all replicas share; empty without.
ReplicaKey key_of(const Analysis& analysis, std::uint64_t seed, const std::vector<double>& start,
                  const std::vector<double>& t0) {
  const BuildInformation& build = build_information();
  return {build.version + " " + build.git_hash, card_checksum(analysis.card()),
          data_checksum(analysis.measurements()), std::to_string(seed),
          Checksum().add_numbers(start).add_numbers(t0).hex()};
}

/// θ of a result.
std::vector<double> minimum_of(const FitResult& result) {
  std::vector<double> theta;
  for (const FittedParameter& parameter : result.parameters)
    if (!parameter.fixed) theta.push_back(parameter.value);
  return theta;
}

/// Replica files that are there when a run begins. Rank 0 only.
class Survey {
 public:
  Survey(const ReplicaOptions& options, const ReplicaKey& key, const Logger& logger) {
    remove_abandoned_temporaries(options.folder);
    std::size_t n_foreign = 0;
    std::string first_foreign;
    for (std::size_t number = options.first; number <= options.last; ++number) {
      const std::filesystem::path path = replica_path(options.folder, number);
      const ReplicaOnDisk found = find_replica(path, number, key);
      if (found.state == ReplicaOnDisk::State::usable) {
        records_[number] = found.fit.record;
        continue;
      }
      missing_.push_back(number);
      if (found.state == ReplicaOnDisk::State::damaged)
        logger->warn("replica file {} cannot be used ({}); the replica is fitted again",
                     path.string(), found.problem);
      if (found.state == ReplicaOnDisk::State::foreign && n_foreign++ == 0)
        first_foreign = path.string() + ": " + found.problem;
    }
    if (n_foreign > 0 && options.foreign == ForeignFiles::refuse)
      throw InputError(std::to_string(n_foreign) + " of the replica files are not of this run (" +
                       first_foreign +
                       ") and are kept; choose another folder with -o, or --force to replace them");
  }

  [[nodiscard]] const std::map<std::size_t, ReplicaRecord>& records() const { return records_; }
  [[nodiscard]] const std::vector<std::size_t>& missing() const { return missing_; }

 private:
  std::map<std::size_t, ReplicaRecord> records_;
  std::vector<std::size_t> missing_;
};

/// Fits replicas one after another on the ranks of one group.
class ReplicaFitter {
 public:
  ReplicaFitter(Analysis& analysis, TaskFarm& farm, const ReplicaCommon& common)
      : analysis_(analysis), farm_(farm), common_(common) {}

  /// Collective over the group; the packed record on its rank 0.
  std::vector<double> operator()(std::size_t number) {
    agree(farm_.group(), [&] {
      analysis_.set_outcome(common_.outcome_of(number));
      if (analysis_.card().validation.splits()) analysis_.split(static_cast<std::uint32_t>(number));
    });
    DistributedObjective& objective = analysis_.objective();
    ReplicaFit fit;
    objective.drive([&] { fit = common_.fit_of(number, minimum_of(number)); });
    analysis_.set_outcome({});
    objective.drive([&] {
      fit.record.chi2_data = objective.evaluate(fit.record.theta, Want::value).chi2.total;
      common_.write(fit);
    });
    return packed(fit.record);
  }

 private:
  [[nodiscard]] Minimum minimum_of(std::size_t number) {
    Minimum minimum =
        minimise(analysis_.objective(), common_.start_of(number), analysis_.minimiser_options(),
                 [this](const IterationRecord&) { farm_.answer(); });
    if (minimum.ending == Ending::stopped) throw_stopped();
    return minimum;
  }

  Analysis& analysis_;
  TaskFarm& farm_;
  const ReplicaCommon& common_;
};

/// The analysis of a group: that of all ranks where they are one group. Collective over all ranks;
/// a group that fails is known to all.
std::unique_ptr<Analysis> group_analysis(const Analysis& central, const TaskFarm& farm,
                                         const Logger& logger, const StopRequest& stop) {
  std::unique_ptr<Analysis> own;
  if (farm.n_groups() == 1) return own;
  NodeShare share = kernel_share(central.card(), farm.world(), farm.group(), logger);
  share.run([&] {
    own = std::make_unique<Analysis>(farm.group(), central.card(), logger, Progress{}, stop, share);
  });
  return own;
}

/// The numbers that are still to be fitted, on all ranks.
std::vector<std::size_t> shared(const Communicator& world, const std::vector<std::size_t>& mine) {
  std::vector<double> numbers(mine.begin(), mine.end());
  world.broadcast(numbers);
  return {numbers.begin(), numbers.end()};
}

}  // namespace

void run_replicas(FitResult& result, Analysis& central, TaskFarm& farm,
                  const ReplicaOptions& options, const Logger& logger) {
  const auto begin = std::chrono::steady_clock::now();
  const Communicator& world = farm.world();
  std::vector<double> start = minimum_of(result);
  world.broadcast(start);
  std::vector<double> t0 = result.objective.t0;
  world.broadcast(t0);
  const ReplicaKey key = key_of(central, options.seed, start, t0);
  std::optional<Survey> survey;
  agree(world, [&] {
    if (world.is_root()) survey.emplace(options, key, logger);
  });
  const std::vector<std::size_t> missing =
      shared(world, survey ? survey->missing() : std::vector<std::size_t>{});
  const std::size_t asked = options.last + 1 - options.first;
  logger->info("replicas: {} found, {} to fit on {} group{} of ranks", asked - missing.size(),
               missing.size(), farm.n_groups(), farm.n_groups() == 1 ? "" : "s");

  std::map<std::size_t, ReplicaRecord> records;
  if (survey) records = survey->records();
  const auto arrived = [&](std::size_t number, const std::vector<double>& outcome) {
    const ReplicaRecord& record = records[number] = unpacked(outcome);
    logger->info("replica {:4d}  chi2 {:12.4f}  {:3d} iterations{}  ({} of {})", number,
                 record.chi2, record.iterations,
                 record.status == FitStatus::converged ? "" : "  NOT CONVERGED", records.size(),
                 asked);
  };
  if (!missing.empty()) {
    const std::unique_ptr<Analysis> own = group_analysis(central, farm, logger, options.stop);
    Analysis& analysis = own ? *own : central;
    if (!t0.empty()) analysis.set_reference(t0);
    const ReplicaCommon common(analysis, start, key, options);
    if (const auto together = lockstep_replicas(analysis, farm, common, missing.size(), logger)) {
      farm.run_together(
          missing, [&] { together->run(); }, arrived);
    } else {
      ReplicaFitter fit(analysis, farm, common);
      farm.run(
          missing, [&fit](std::size_t number) { return fit(number); }, arrived);
    }
  }
  if (!world.is_root()) return;
  result.replica_settings = {options.seed, asked, options.chi2_window};
  for (auto& [number, record] : records) result.replicas.push_back(std::move(record));
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  result.timing.push_back({"replicas, all", seconds, seconds, seconds});
}

}  // namespace fitpack
