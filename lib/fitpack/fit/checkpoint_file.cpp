#include "fitpack/fit/checkpoint_file.hpp"

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/record_columns.hpp"
#include "fitpack/result/result_schema.hpp"

namespace fitpack {

namespace {

constexpr const char* format = "fitpack checkpoint";
constexpr int version = 1;

template <class Record>
void write_records(Hdf5File& file, const std::string& group, const std::vector<Record>& list) {
  records::ColumnWriter<Record> columns(file, group, list);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
}

template <class Record>
std::vector<Record> read_records(const Hdf5File& file, const std::string& group) {
  records::ColumnReader<Record> columns(file, group);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
  return std::move(columns).records();
}

void write_thetas(Hdf5File& file, const std::string& path, const std::vector<StartRecord>& list,
                  std::vector<double> StartRecord::*member) {
  std::vector<double> values;
  for (const StartRecord& record : list)
    values.insert(values.end(), (record.*member).begin(), (record.*member).end());
  file.write_matrix(path, values, list.size(), list.empty() ? 0 : values.size() / list.size());
}

void read_thetas(const Hdf5File& file, const std::string& path, std::vector<StartRecord>& list,
                 std::vector<double> StartRecord::*member) {
  const Hdf5Matrix matrix = file.read_matrix(path);
  if (matrix.rows != list.size())
    throw DataError(records::place_in(file, path) + ": has " + std::to_string(matrix.rows) +
                    " rows where " + std::to_string(list.size()) + " are expected");
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const auto row = matrix.values.begin() + static_cast<std::ptrdiff_t>(i * matrix.columns);
    (list[i].*member).assign(row, row + static_cast<std::ptrdiff_t>(matrix.columns));
  }
}

/// χ² of the validation rows per iteration; NaN where a step was not accepted. Only of fits that
/// split their data.
void write_validation(Hdf5File& file, const std::string& group,
                      const std::vector<IterationRecord>& history) {
  const std::vector<double> values = records::validation_column(history);
  if (!values.empty()) file.write_numbers(group + "/validation_chi2", values);
}

void read_validation(const Hdf5File& file, const std::string& group,
                     std::vector<IterationRecord>& history) {
  const std::string path = group + "/validation_chi2";
  if (file.exists(path))
    records::set_validation_column(history, file.read_numbers(path), records::place_in(file, path));
}

void check_format(const Hdf5File& file) {
  const std::string name = file.path().string();
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != format)
    throw DataError(name + ": not a checkpoint of fitpack");
  const std::int64_t found = file.integer_attribute("/", "format_version");
  if (found != version)
    throw DataError(name + ": a checkpoint in version " + std::to_string(found) +
                    " of the format (this program reads version " + std::to_string(version) + ")");
}

/// The group is there only where χ² has a t0.
void write_t0(Hdf5File& file, const T0State& t0) {
  file.write_numbers("/t0/values", t0.values);
  file.write_numbers("/t0/start", t0.start);
  write_records(file, "/t0/history", t0.history);
  write_records(file, "/t0/first_starts", t0.first_starts);
  write_thetas(file, "/t0/first_starts/start", t0.first_starts, &StartRecord::start);
  write_thetas(file, "/t0/first_starts/end", t0.first_starts, &StartRecord::end);
  file.write_attribute("/t0/first_starts", "best", t0.first_best);
}

T0State read_t0(const Hdf5File& file) {
  T0State t0;
  t0.values = file.read_numbers("/t0/values");
  t0.start = file.read_numbers("/t0/start");
  t0.history = read_records<T0Record>(file, "/t0/history");
  t0.first_starts = read_records<StartRecord>(file, "/t0/first_starts");
  read_thetas(file, "/t0/first_starts/start", t0.first_starts, &StartRecord::start);
  read_thetas(file, "/t0/first_starts/end", t0.first_starts, &StartRecord::end);
  records::AttributeReader best(file, "/t0/first_starts");
  best("best", t0.first_best);
  return t0;
}

FitState read_state(const Hdf5File& file) {
  FitState state;
  if (file.exists("/t0")) state.t0 = read_t0(file);
  state.finished = read_records<StartRecord>(file, "/finished");
  read_thetas(file, "/finished/start", state.finished, &StartRecord::start);
  read_thetas(file, "/finished/end", state.finished, &StartRecord::end);
  records::AttributeReader best(file, "/finished");
  best("best", state.best_index);
  if (!state.finished.empty() && state.best_index >= state.finished.size())
    throw DataError(records::place_in(file, "/finished@best") + ": there is no start " +
                    std::to_string(state.best_index));
  state.best_history = read_records<IterationRecord>(file, "/best_history");
  read_validation(file, "/best_history", state.best_history);
  if (!file.exists("/current")) return state;
  state.current.emplace();
  state.current->theta = file.read_numbers("/current/theta");
  state.current->radius = file.read_number("/current/radius");
  state.current->offset = file.read_number("/current/offset");
  state.current->stretch_begin = file.read_number("/current/stretch_begin");
  records::AttributeReader current(file, "/current");
  current("fresh_trust_regions", state.current->fresh_trust_regions);
  state.current->history = read_records<IterationRecord>(file, "/current/history");
  read_validation(file, "/current", state.current->history);
  if (file.exists("/current/best_theta"))
    state.current->best_theta = file.read_numbers("/current/best_theta");
  return state;
}

}  // namespace

void write_checkpoint(const CheckpointFile& checkpoint, const std::filesystem::path& path) {
  const FitState& state = checkpoint.state;
  Hdf5File file = Hdf5File::create(path);
  file.write_attribute("/", "format", format);
  file.write_attribute("/", "format_version", version);
  file.write_attribute("/", "sequence", checkpoint.sequence);
  file.write_text("/identity", checkpoint.identity);
  write_records(file, "/finished", state.finished);
  file.write_attribute("/finished", "best", state.best_index);
  write_thetas(file, "/finished/start", state.finished, &StartRecord::start);
  write_thetas(file, "/finished/end", state.finished, &StartRecord::end);
  write_records(file, "/best_history", state.best_history);
  write_validation(file, "/best_history", state.best_history);
  if (state.t0) write_t0(file, *state.t0);
  if (state.current) {
    file.write_numbers("/current/theta", state.current->theta);
    file.write_number("/current/radius", state.current->radius);
    file.write_number("/current/offset", state.current->offset);
    file.write_number("/current/stretch_begin", state.current->stretch_begin);
    file.write_attribute("/current", "fresh_trust_regions", state.current->fresh_trust_regions);
    write_records(file, "/current/history", state.current->history);
    write_validation(file, "/current", state.current->history);
    if (!state.current->best_theta.empty())
      file.write_numbers("/current/best_theta", state.current->best_theta);
  }
  file.close();
}

CheckpointFile read_checkpoint(const std::filesystem::path& path) {
  const Hdf5File file = Hdf5File::open(path);
  check_format(file);
  CheckpointFile checkpoint;
  checkpoint.identity = file.read_text("/identity");
  checkpoint.sequence = file.integer_attribute("/", "sequence");
  checkpoint.state = read_state(file);
  return checkpoint;
}

}  // namespace fitpack
