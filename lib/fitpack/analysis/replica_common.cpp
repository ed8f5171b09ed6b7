#include "fitpack/analysis/replica_common.hpp"

#include <utility>

#include "fitpack/data/pseudo_data.hpp"
#include "fitpack/pdf/network_weights.hpp"

namespace fitpack {

ReplicaCommon::ReplicaCommon(const Analysis& analysis, std::vector<double> start, ReplicaKey key,
                             const ReplicaOptions& options)
    : analysis_(analysis),
      start_(std::move(start)),
      key_(std::move(key)),
      options_(options),
      measured_(measured_values(analysis.measurements().datasets())) {
  const ParameterSet& parameters = analysis.card().parameters;
  for (std::size_t p = 0; p < parameters.n_free(); ++p)
    free_names_.push_back(parameters.free(p).name);
}

std::vector<double> ReplicaCommon::outcome_of(std::size_t number) const {
  return pseudo_data(analysis_.measurements().datasets(), measured_,
                     {options_.seed, static_cast<std::uint32_t>(number)});
}

std::vector<double> ReplicaCommon::start_of(std::size_t number) const {
  const RunCard& card = analysis_.card();
  return card.pdfs.network ? network_start(card.pdfs, card.parameters, number) : start_;
}

ReplicaFit ReplicaCommon::fit_of(std::size_t number, const Minimum& minimum) const {
  ReplicaFit fit;
  fit.record.number = number;
  fit.record.status = minimum.status;
  fit.record.theta = minimum.theta;
  fit.record.iterations = minimum.iterations;
  fit.record.chi2 = minimum.model.chi2.total;
  fit.message = minimum.message;
  fit.chi2 = minimum.model.chi2;
  fit.free_names = free_names_;
  return fit;
}

void ReplicaCommon::write(const ReplicaFit& fit) const {
  write_replica(fit, key_, replica_path(options_.folder, fit.record.number));
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

void throw_stopped() {
  throw Stopped(
      "stopped by a signal; replicas that are done are kept, and the same command "
      "fits the others");
}

}  // namespace fitpack
