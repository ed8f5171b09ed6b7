#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/core/error.hpp"
#include "fitpack/result/result_groups.hpp"

namespace fitpack::groups {

namespace {

/// A symmetric matrix of the free parameters; 0 × 0 where a fit could not determine it.
void write_square(Hdf5File& file, const std::string& path, const std::vector<double>& values,
                  std::size_t n) {
  const std::size_t side = values.empty() ? 0 : n;
  file.write_matrix(path, values, side, side);
}

std::vector<double> read_square(const Hdf5File& file, const std::string& path, std::size_t n) {
  const bool absent = file.shape(path) == std::vector<std::size_t>{0, 0};
  const std::size_t side = absent ? 0 : n;
  return read_matrix(file, path, side, side).values;
}

}  // namespace

void write_parameters(Hdf5File& file, const FitResult& result) {
  const std::size_t n = result.free_names.size();
  write_records(file, "/parameters", result.parameters);
  write_pairs(file, "/parameters/amplitudes", "name", "value", result.amplitudes);
  file.write_texts("/parameters/free_names", result.free_names);
  write_square(file, "/parameters/covariance", result.covariance, n);
  write_square(file, "/parameters/hessian", result.hessian, n);
  write_square(file, "/parameters/full_hessian", result.full_hessian, n);
  file.write_attribute("/parameters", "covariance_kind", to_string(result.covariance_kind));
}

void read_parameters(const Hdf5File& file, FitResult& result) {
  using Amplitude = std::pair<std::string, double>;
  result.parameters = read_records<FittedParameter>(file, "/parameters");
  result.amplitudes = read_pairs<Amplitude>(file, "/parameters/amplitudes", "name", "value");
  result.free_names = file.read_texts("/parameters/free_names");
  const std::size_t n = result.free_names.size();
  result.covariance = read_square(file, "/parameters/covariance", n);
  result.hessian = read_square(file, "/parameters/hessian", n);
  if (!file.exists("/parameters/full_hessian")) return;  // files from before it was known
  result.full_hessian = read_square(file, "/parameters/full_hessian", n);
  AttributeReader attribute(file, "/parameters");
  attribute("covariance_kind", result.covariance_kind);
}

namespace {

/// θ of one end of every eigenvector, one row each.
void write_members(Hdf5File& file, const std::string& path, const FitResult& result,
                   std::vector<double> Eigenvector::*member) {
  std::vector<double> values;
  for (const Eigenvector& vector : result.eigenvectors.vectors)
    values.insert(values.end(), (vector.*member).begin(), (vector.*member).end());
  file.write_matrix(path, values, result.eigenvectors.vectors.size(), result.free_names.size());
}

void read_members(const Hdf5File& file, const std::string& path, FitResult& result,
                  std::vector<double> Eigenvector::*member) {
  std::vector<Eigenvector>& vectors = result.eigenvectors.vectors;
  const std::size_t n = result.free_names.size();
  const Hdf5Matrix matrix = read_matrix(file, path, vectors.size(), n);
  for (std::size_t k = 0; k < vectors.size(); ++k) {
    const auto row = matrix.values.begin() + static_cast<std::ptrdiff_t>(k * n);
    (vectors[k].*member).assign(row, row + static_cast<std::ptrdiff_t>(n));
  }
}

}  // namespace

/// The group is there only if eigenvectors were asked for.
void write_eigenvectors(Hdf5File& file, const FitResult& result) {
  if (result.eigenvectors.vectors.empty()) return;
  write_records(file, "/eigenvectors", result.eigenvectors.vectors);
  file.write_attribute("/eigenvectors", "tolerance", result.eigenvectors.tolerance);
  write_members(file, "/eigenvectors/plus", result, &Eigenvector::plus);
  write_members(file, "/eigenvectors/minus", result, &Eigenvector::minus);
}

void read_eigenvectors(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/eigenvectors")) return;
  result.eigenvectors.vectors = read_records<Eigenvector>(file, "/eigenvectors");
  AttributeReader attribute(file, "/eigenvectors");
  attribute("tolerance", result.eigenvectors.tolerance);
  read_members(file, "/eigenvectors/plus", result, &Eigenvector::plus);
  read_members(file, "/eigenvectors/minus", result, &Eigenvector::minus);
}

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// θ of every start, one row each; NaN where a start has none (it failed before its end).
void write_start_matrix(Hdf5File& file, const std::string& path, const FitResult& result,
                        std::vector<double> StartRecord::*member) {
  const std::size_t n = result.free_names.size();
  std::vector<double> values;
  for (const StartRecord& record : result.starts) {
    const std::vector<double>& theta = record.*member;
    if (theta.empty())
      values.insert(values.end(), n, nan);
    else
      values.insert(values.end(), theta.begin(), theta.end());
  }
  file.write_matrix(path, values, result.starts.size(), n);
}

void read_start_matrix(const Hdf5File& file, const std::string& path, FitResult& result,
                       std::vector<double> StartRecord::*member) {
  const std::size_t n = result.free_names.size();
  const Hdf5Matrix matrix = read_matrix(file, path, result.starts.size(), n);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const auto row = matrix.values.begin() + static_cast<std::ptrdiff_t>(i * n);
    const auto end = row + static_cast<std::ptrdiff_t>(n);
    if (!std::all_of(row, end, [](double v) { return std::isnan(v); }))
      (result.starts[i].*member).assign(row, end);
  }
}

}  // namespace

void write_starts(Hdf5File& file, const FitResult& result) {
  write_records(file, "/starts", result.starts);
  file.write_attribute("/starts", "best", result.best_start);
  write_start_matrix(file, "/starts/start", result, &StartRecord::start);
  write_start_matrix(file, "/starts/end", result, &StartRecord::end);
}

void read_starts(const Hdf5File& file, FitResult& result) {
  result.starts = read_records<StartRecord>(file, "/starts");
  AttributeReader attribute(file, "/starts");
  attribute("best", result.best_start);
  if (result.best_start > 0 && result.best_start >= result.starts.size()) {
    throw DataError(place_in(file, "/starts@best") + ": there is no start " +
                    std::to_string(result.best_start));
  }
  read_start_matrix(file, "/starts/start", result, &StartRecord::start);
  read_start_matrix(file, "/starts/end", result, &StartRecord::end);
}

/// Only where replicas were asked for. A seed is kept as its 64 bits.
void write_replicas(Hdf5File& file, const FitResult& result) {
  const ReplicaSettings& settings = result.replica_settings;
  if (settings.requested == 0) return;
  write_records(file, "/replicas", result.replicas);
  file.write_attribute("/replicas", "seed", static_cast<std::int64_t>(settings.seed));
  file.write_attribute("/replicas", "requested", settings.requested);
  if (settings.chi2_window) {
    file.write_attribute("/replicas", "chi2_window_low", settings.chi2_window->first);
    file.write_attribute("/replicas", "chi2_window_high", settings.chi2_window->second);
  }
  std::vector<double> theta;
  for (const ReplicaRecord& replica : result.replicas)
    theta.insert(theta.end(), replica.theta.begin(), replica.theta.end());
  file.write_matrix("/replicas/theta", theta, result.replicas.size(), result.free_names.size());
}

void read_replicas(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/replicas")) return;
  ReplicaSettings& settings = result.replica_settings;
  result.replicas = read_records<ReplicaRecord>(file, "/replicas");
  settings.seed = static_cast<std::uint64_t>(file.integer_attribute("/replicas", "seed"));
  AttributeReader attribute(file, "/replicas");
  attribute("requested", settings.requested);
  if (file.has_attribute("/replicas", "chi2_window_low"))
    settings.chi2_window = {file.number_attribute("/replicas", "chi2_window_low"),
                            file.number_attribute("/replicas", "chi2_window_high")};
  const std::size_t n = result.free_names.size();
  const Hdf5Matrix theta = read_matrix(file, "/replicas/theta", result.replicas.size(), n);
  for (std::size_t i = 0; i < theta.rows; ++i) {
    const auto row = theta.values.begin() + static_cast<std::ptrdiff_t>(i * n);
    result.replicas[i].theta.assign(row, row + static_cast<std::ptrdiff_t>(n));
  }
}

}  // namespace fitpack::groups
