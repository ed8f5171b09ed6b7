#include "fitpack/result/result_file.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/record_columns.hpp"
#include "fitpack/result/result_schema.hpp"

namespace fitpack {
namespace {

using records::AttributeReader;
using records::AttributeWriter;
using records::ColumnReader;
using records::ColumnWriter;
using records::place_in;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class Record>
void write_records(Hdf5File& file, const std::string& group, const std::vector<Record>& list) {
  ColumnWriter<Record> columns(file, group, list);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
}

template <class Record>
std::vector<Record> read_records(const Hdf5File& file, const std::string& group) {
  ColumnReader<Record> columns(file, group);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
  return std::move(columns).records();
}

template <class Pair>
void write_pairs(Hdf5File& file, const std::string& group, const char* first, const char* second,
                 const std::vector<Pair>& list) {
  ColumnWriter<Pair> columns(file, group, list);
  result_schema::pair_columns(columns, first, second, static_cast<const Pair*>(nullptr));
}

template <class Pair>
std::vector<Pair> read_pairs(const Hdf5File& file, const std::string& group, const char* first,
                             const char* second) {
  ColumnReader<Pair> columns(file, group);
  result_schema::pair_columns(columns, first, second, static_cast<const Pair*>(nullptr));
  return std::move(columns).records();
}

/// A symmetric matrix of the free parameters; 0 × 0 where a fit could not determine it.
void write_square(Hdf5File& file, const std::string& path, const std::vector<double>& values,
                  std::size_t n) {
  const std::size_t side = values.empty() ? 0 : n;
  file.write_matrix(path, values, side, side);
}

Hdf5Matrix read_matrix(const Hdf5File& file, const std::string& path, std::size_t rows,
                       std::size_t columns) {
  Hdf5Matrix matrix = file.read_matrix(path);
  if (matrix.rows != rows || matrix.columns != columns) {
    throw DataError(place_in(file, path) + ": is " + std::to_string(matrix.rows) + " x " +
                    std::to_string(matrix.columns) + " where " + std::to_string(rows) + " x " +
                    std::to_string(columns) + " is expected");
  }
  return matrix;
}

std::vector<double> read_square(const Hdf5File& file, const std::string& path, std::size_t n) {
  const bool absent = file.shape(path) == std::vector<std::size_t>{0, 0};
  const std::size_t side = absent ? 0 : n;
  return read_matrix(file, path, side, side).values;
}

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

/// The group is there only if single events were fitted.
void write_event_samples(Hdf5File& file, const FitResult& result) {
  if (result.events.empty()) return;
  write_records(file, "/events", result.events);
  file.write_attribute("/events", "chi2", result.chi2.events);
  file.write_attribute("/events", "gradient_evaluations", result.gradient_evaluations);
}

void read_event_samples(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/events")) return;
  result.events = read_records<EventSampleRecord>(file, "/events");
  AttributeReader attribute(file, "/events");
  attribute("chi2", result.chi2.events);
  attribute("gradient_evaluations", result.gradient_evaluations);
}

/// The group is there only if the data were split.
void write_validation(Hdf5File& file, const FitResult& result) {
  if (result.validation.n_validation == 0) return;
  AttributeWriter attribute(file, "/validation");
  result_schema::validation_attributes(attribute, result.validation);
  file.write_numbers("/validation/history", records::validation_column(result.history));
}

void read_validation(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/validation")) return;
  AttributeReader attribute(file, "/validation");
  result_schema::validation_attributes(attribute, result.validation);
  records::set_validation_column(result.history, file.read_numbers("/validation/history"),
                                 place_in(file, "/validation/history"));
}

/// The group is there only if there are penalties.
void write_penalties(Hdf5File& file, const FitResult& result) {
  if (!result.penalties.empty()) write_records(file, "/penalties", result.penalties);
}

void read_penalties(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/penalties")) return;
  result.penalties = read_records<PenaltyRecord>(file, "/penalties");
  for (const PenaltyRecord& penalty : result.penalties) result.chi2.penalty += penalty.chi2;
}

/// t0 is there only where the χ² has one.
void write_objective(Hdf5File& file, const ObjectiveRecord& objective) {
  file.create_group("/objective");
  AttributeWriter attributes(file, "/objective");
  result_schema::objective_attributes(attributes, objective);
  if (objective.t0_origin.empty()) return;
  file.write_numbers("/objective/t0", objective.t0);
  write_records(file, "/objective/t0_fits", objective.t0_fits);
}

void read_objective(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/objective")) return;  // files from before it was known
  AttributeReader attributes(file, "/objective");
  result_schema::objective_attributes(attributes, result.objective);
  if (!file.exists("/objective/t0")) return;
  result.objective.t0 = file.read_numbers("/objective/t0");
  result.objective.t0_fits = read_records<T0Record>(file, "/objective/t0_fits");
}

void write_predictions(Hdf5File& file, const FitResult& result) {
  write_records(file, "/predictions", result.predictions);
  // Says nothing that `dataset` does not, but lets other programs do without /fit/datasets.
  std::vector<std::string> names;
  for (const PredictionRow& row : result.predictions)
    names.push_back(result.datasets.at(row.dataset).name);
  file.write_texts("/predictions/dataset_name", names);
}

void read_predictions(const Hdf5File& file, FitResult& result) {
  result.predictions = read_records<PredictionRow>(file, "/predictions");
  for (const PredictionRow& row : result.predictions) {
    if (row.dataset < result.datasets.size()) continue;
    throw DataError(place_in(file, "/predictions/dataset") + ": names data set " +
                    std::to_string(row.dataset) + " of " + std::to_string(result.datasets.size()));
  }
}

void write_scale_variations(Hdf5File& file, const FitResult& result) {
  write_records(file, "/scale_variations", result.scale_variations);
  std::vector<double> theory;
  for (const ScaleVariation& v : result.scale_variations)
    theory.insert(theory.end(), v.theory.begin(), v.theory.end());
  const std::size_t columns = result.scale_variations.empty() ? 0 : result.predictions.size();
  file.write_matrix("/scale_variations/theory", theory, result.scale_variations.size(), columns);
}

void read_scale_variations(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/scale_variations")) return;  // files from before they were known
  result.scale_variations = read_records<ScaleVariation>(file, "/scale_variations");
  const std::size_t columns = result.scale_variations.empty() ? 0 : result.predictions.size();
  const Hdf5Matrix theory =
      read_matrix(file, "/scale_variations/theory", result.scale_variations.size(), columns);
  for (std::size_t i = 0; i < theory.rows; ++i) {
    const auto row = theory.values.begin() + static_cast<std::ptrdiff_t>(i * columns);
    result.scale_variations[i].theory.assign(row, row + static_cast<std::ptrdiff_t>(columns));
  }
}

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

/// One stage per row, one rank per column.
constexpr std::pair<const char*, std::vector<double> StageProfile::*> profile_tables[] = {
    {"/profile/seconds", &StageProfile::seconds},
    {"/profile/calls", &StageProfile::calls},
    {"/profile/messages", &StageProfile::messages},
    {"/profile/bytes", &StageProfile::bytes}};

void write_profile(Hdf5File& file, const FitResult& result) {
  if (result.profile.empty()) return;
  std::vector<std::string> names;
  for (const StageProfile& stage : result.profile) names.push_back(stage.stage);
  file.write_texts("/profile/stage", names);
  for (const auto& [path, member] : profile_tables) {
    std::vector<double> values;
    for (const StageProfile& stage : result.profile)
      values.insert(values.end(), (stage.*member).begin(), (stage.*member).end());
    file.write_matrix(path, values, names.size(), values.size() / names.size());
  }
}

void read_profile(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/profile")) return;  // files from before it was known
  for (const std::string& name : file.read_texts("/profile/stage"))
    result.profile.push_back({name, {}, {}, {}, {}});
  const std::size_t ranks = file.read_matrix(profile_tables[0].first).columns;
  for (const auto& [path, member] : profile_tables) {
    const Hdf5Matrix table = read_matrix(file, path, result.profile.size(), ranks);
    for (std::size_t s = 0; s < table.rows; ++s) {
      const auto row = table.values.begin() + static_cast<std::ptrdiff_t>(s * ranks);
      (result.profile[s].*member).assign(row, row + static_cast<std::ptrdiff_t>(ranks));
    }
  }
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

/// The group is there only where data were added without a refit.
void write_profiled(Hdf5File& file, const ProfiledData& profiled) {
  if (profiled.sets.empty()) return;
  AttributeWriter attributes(file, "/profiled");
  result_schema::profiled_attributes(attributes, profiled);
  write_records(file, "/profiled/sets", profiled.sets);
  write_records(file, "/profiled/directions", profiled.directions);
  write_records(file, "/profiled/weights", profiled.weights);
}

void read_profiled(const Hdf5File& file, ProfiledData& profiled) {
  if (!file.exists("/profiled")) return;
  AttributeReader attributes(file, "/profiled");
  result_schema::profiled_attributes(attributes, profiled);
  profiled.sets = read_records<ProfiledSet>(file, "/profiled/sets");
  profiled.directions = read_records<ProfiledDirection>(file, "/profiled/directions");
  profiled.weights = read_records<ReplicaWeight>(file, "/profiled/weights");
}

/// Throws unless the file says that it is a result in the version this program knows.
void check_format(const Hdf5File& file) {
  const std::string name = file.path().string();
  if (!file.has_attribute("/", "format") ||
      file.text_attribute("/", "format") != result_schema::format) {
    throw DataError(name + ": not a result of fitpack (it is HDF5, but without the attribute " +
                    "format = '" + result_schema::format + "'); give a result.h5 of 'fitpack fit'");
  }
  const std::int64_t version = file.integer_attribute("/", "format_version");
  if (version == result_schema::version) return;
  throw DataError(name + ": a result in version " + std::to_string(version) +
                  " of the format (this program reads version " +
                  std::to_string(result_schema::version) +
                  "); use the release of fitpack that wrote it, or repeat the fit");
}

}  // namespace

void write_result(const FitResult& result, const std::filesystem::path& path) {
  Hdf5File file = Hdf5File::create(path);
  file.write_attribute("/", "format", result_schema::format);
  file.write_attribute("/", "format_version", result_schema::version);
  file.write_attribute("/", "title", result.title);
  file.write_text("/card", result.card);
  AttributeWriter fit(file, "/fit");
  result_schema::fit_attributes(fit, result);
  AttributeWriter provenance(file, "/provenance");
  result_schema::provenance_attributes(provenance, result.provenance);
  write_pairs(file, "/provenance/data", "file", "checksum", result.provenance.checksums);
  write_objective(file, result.objective);
  write_records(file, "/fit/datasets", result.datasets);
  write_event_samples(file, result);
  write_parameters(file, result);
  write_eigenvectors(file, result);
  write_records(file, "/shifts", result.shifts);
  write_predictions(file, result);
  write_scale_variations(file, result);
  write_records(file, "/history", result.history);
  write_validation(file, result);
  write_penalties(file, result);
  write_starts(file, result);
  write_records(file, "/timing", result.timing);
  write_profile(file, result);
  write_replicas(file, result);
  write_profiled(file, result.profiled);
  file.close();
}

FitResult read_result(const std::filesystem::path& path) {
  using Checksum = std::pair<std::string, std::string>;
  const Hdf5File file = Hdf5File::open(path);
  check_format(file);
  FitResult result;
  result.title = file.text_attribute("/", "title");
  result.card = file.read_text("/card");
  AttributeReader fit(file, "/fit");
  result_schema::fit_attributes(fit, result);
  AttributeReader provenance(file, "/provenance");
  result_schema::provenance_attributes(provenance, result.provenance);
  result.provenance.checksums = read_pairs<Checksum>(file, "/provenance/data", "file", "checksum");
  result.datasets = read_records<DatasetChiSquare>(file, "/fit/datasets");
  read_objective(file, result);
  read_event_samples(file, result);
  read_parameters(file, result);
  read_eigenvectors(file, result);
  result.shifts = read_records<FittedShift>(file, "/shifts");
  read_predictions(file, result);
  read_scale_variations(file, result);
  result.history = read_records<IterationRecord>(file, "/history");
  read_validation(file, result);
  read_penalties(file, result);
  read_starts(file, result);
  result.timing = read_records<StageSeconds>(file, "/timing");
  read_profile(file, result);
  read_replicas(file, result);
  read_profiled(file, result.profiled);
  return result;
}

}  // namespace fitpack
