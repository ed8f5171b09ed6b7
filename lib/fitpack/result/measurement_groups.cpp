#include "fitpack/core/error.hpp"
#include "fitpack/result/result_groups.hpp"

namespace fitpack::groups {

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

/// The group is there only if single events were fitted.
void write_event_samples(Hdf5File& file, const FitResult& result) {
  if (result.events.empty()) return;
  write_records(file, "/events", result.events);
  file.write_attribute("/events", "chi2", result.chi2.events);
  file.write_attribute("/events", "gradient_evaluations", result.gradient_evaluations);
  file.write_attribute("/events", "backend", result.events_backend);
}

void read_event_samples(const Hdf5File& file, FitResult& result) {
  if (!file.exists("/events")) return;
  result.events = read_records<EventSampleRecord>(file, "/events");
  AttributeReader attribute(file, "/events");
  attribute("chi2", result.chi2.events);
  attribute("gradient_evaluations", result.gradient_evaluations);
  if (file.has_attribute("/events", "backend")) attribute("backend", result.events_backend);
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

namespace {

/// One stage per row, one rank per column.
constexpr std::pair<const char*, std::vector<double> StageProfile::*> profile_tables[] = {
    {"/profile/seconds", &StageProfile::seconds},
    {"/profile/calls", &StageProfile::calls},
    {"/profile/messages", &StageProfile::messages},
    {"/profile/bytes", &StageProfile::bytes}};

}  // namespace

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

}  // namespace fitpack::groups
