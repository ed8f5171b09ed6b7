#include "fitpack/analysis/replica_run.hpp"

#include <chrono>
#include <map>
#include <memory>

#include "fitpack/core/version.hpp"
#include "fitpack/data/pseudo_data.hpp"
#include "fitpack/fit/minimiser.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/pdf/network_weights.hpp"
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

std::vector<double> packed(const ReplicaRecord& record) {
  std::vector<double> numbers{static_cast<double>(record.number),
                              record.status == FitStatus::converged ? 1.0 : 0.0, record.chi2,
                              record.chi2_data, static_cast<double>(record.iterations)};
  numbers.insert(numbers.end(), record.theta.begin(), record.theta.end());
  return numbers;
}

ReplicaRecord unpacked(const std::vector<double>& numbers) {
  ReplicaRecord record;
  record.number = static_cast<std::size_t>(numbers[0]);
  record.status = numbers[1] == 1.0 ? FitStatus::converged : FitStatus::not_converged;
  record.chi2 = numbers[2];
  record.chi2_data = numbers[3];
  record.iterations = static_cast<int>(numbers[4]);
  record.theta.assign(numbers.begin() + 5, numbers.end());
  return record;
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

/// Fits replicas on the ranks of one group.
class ReplicaFitter {
 public:
  ReplicaFitter(Analysis& analysis, TaskFarm& farm, std::vector<double> start, ReplicaKey key,
                const ReplicaOptions& options)
      : analysis_(analysis),
        farm_(farm),
        start_(std::move(start)),
        key_(std::move(key)),
        options_(options),
        measured_(measured_values(analysis.measurements().datasets())) {
    const ParameterSet& parameters = analysis.card().parameters;
    for (std::size_t p = 0; p < parameters.n_free(); ++p)
      free_names_.push_back(parameters.free(p).name);
  }

  /// Collective over the group; the packed record on its rank 0.
  std::vector<double> operator()(std::size_t number) {
    const PseudoDataOptions draw{options_.seed, static_cast<std::uint32_t>(number)};
    agree(farm_.group(), [&] {
      analysis_.set_outcome(pseudo_data(analysis_.measurements().datasets(), measured_, draw));
      if (analysis_.card().validation.splits()) analysis_.split(draw.number);
    });
    DistributedObjective& objective = analysis_.objective();
    ReplicaFit fit;
    fit.record.number = number;
    fit.free_names = free_names_;
    objective.drive([&] { minimise_into(fit); });
    analysis_.set_outcome({});
    objective.drive([&] {
      fit.record.chi2_data = objective.evaluate(fit.record.theta, Want::value).chi2.total;
      write_replica(fit, key_, replica_path(options_.folder, number));
    });
    return packed(fit.record);
  }

 private:
  /// Networks begin with weights of their own, other forms at the minimum of the data.
  [[nodiscard]] std::vector<double> start_of(std::size_t number) const {
    const RunCard& card = analysis_.card();
    return card.pdfs.network ? network_start(card.pdfs, card.parameters, number) : start_;
  }

  void minimise_into(ReplicaFit& fit) {
    const Minimum minimum =
        minimise(analysis_.objective(), start_of(fit.record.number), analysis_.minimiser_options(),
                 [this](const IterationRecord&) { farm_.answer(); });
    if (minimum.ending == Ending::stopped)
      throw Stopped(
          "stopped by a signal; replicas that are done are kept, and the same command "
          "fits the others");
    fit.record.status = minimum.status;
    fit.record.theta = minimum.theta;
    fit.record.iterations = minimum.iterations;
    fit.message = minimum.message;
    fit.chi2 = minimum.model.chi2;
    fit.record.chi2 = fit.chi2.total;
  }

  Analysis& analysis_;
  TaskFarm& farm_;
  std::vector<double> start_;
  ReplicaKey key_;
  const ReplicaOptions& options_;
  std::vector<double> measured_;
  std::vector<std::string> free_names_;
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
  if (!missing.empty()) {
    const std::unique_ptr<Analysis> own = group_analysis(central, farm, logger, options.stop);
    if (!t0.empty()) (own ? *own : central).set_reference(t0);
    ReplicaFitter fit(own ? *own : central, farm, start, key, options);
    farm.run(
        missing, [&fit](std::size_t number) { return fit(number); },
        [&](std::size_t number, const std::vector<double>& outcome) {
          const ReplicaRecord& record = records[number] = unpacked(outcome);
          logger->info("replica {:4d}  chi2 {:12.4f}  {:3d} iterations{}  ({} of {})", number,
                       record.chi2, record.iterations,
                       record.status == FitStatus::converged ? "" : "  NOT CONVERGED",
                       records.size(), asked);
        });
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
