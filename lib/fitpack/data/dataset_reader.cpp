#include "fitpack/data/dataset_reader.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "fitpack/data/sidecar.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/csv.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Columns that are neither kinematics, value, stat, uncor nor auxiliary, in file order.
std::vector<std::string> remaining_columns(const CsvTable& table, const Sidecar& sidecar) {
  std::vector<std::string> taken = sidecar.kinematics;
  taken.insert(taken.end(), sidecar.auxiliary.begin(), sidecar.auxiliary.end());
  taken.insert(taken.end(), {sidecar.value_column, sidecar.stat_column, sidecar.uncor_column});
  std::vector<std::string> columns;
  for (const std::string& column : table.header()) {
    if (!contains(taken, column)) columns.push_back(column);
  }
  return columns;
}

std::string no_column(const std::string& source, const std::string& csv) {
  return "source " + source + " is no column of " + csv;
}

void check_listed(const SystematicsRule& rule, const std::vector<std::string>& columns,
                  const std::string& csv, Problems& problems) {
  std::vector<std::string> seen;
  for (std::size_t i = 0; i < rule.listed.size(); ++i) {
    const std::string& name = rule.listed[i].name;
    if (contains(seen, name)) {
      problems.add(rule.listed_places[i], "source " + name + " is listed twice",
                   "keep one of them");
    } else if (!name.empty() && !contains(columns, name)) {
      const std::string& place = rule.listed_places[i];
      problems.add(place, no_column(name, csv), did_you_mean(name, columns));
    }
    seen.push_back(name);
  }
}

std::vector<Source> assign_sources(const CsvTable& table, const Sidecar& sidecar,
                                   Problems& problems) {
  const SystematicsRule& rule = sidecar.systematics;
  const std::vector<std::string> columns = remaining_columns(table, sidecar);
  check_listed(rule, columns, table.file(), problems);
  std::vector<Source> sources;
  for (const std::string& column : columns) {
    const auto listed = std::find_if(rule.listed.begin(), rule.listed.end(),
                                     [&column](const Source& s) { return s.name == column; });
    if (listed != rule.listed.end()) {
      sources.push_back(*listed);
    } else if (column == "stat" || column == "uncor") {
      problems.add(table.file() + ":1, column " + column, "by its name no correlated source",
                   "name it under columns." + column + ", or list it under systematics");
    } else if (rule.defaults) {
      sources.push_back(*rule.defaults);
      sources.back().name = column;
    } else {
      problems.add(table.file() + ":1, column " + column, "the sidecar does not say what this is",
                   "list it under systematics or columns.auxiliary");
    }
  }
  if (rule.count && *rule.count != columns.size()) {
    problems.add(rule.place,
                 "key systematics.count: " + std::to_string(*rule.count) +
                     " sources expected, the table has " + std::to_string(columns.size()),
                 "correct the sidecar or the table");
  }
  return sources;
}

/// Reports every element of a column that does not meet the condition. NaN stands for a field that
/// was reported already.
template <class Condition>
void check_each(const CsvTable& table, const std::string& column, const std::vector<double>& values,
                const std::string& complaint, Condition&& holds, Problems& problems) {
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (std::isnan(values[row]) || holds(values[row])) continue;
    problems.add(table.place(row, column), complaint + ", found " + format_number(values[row]));
  }
}

void check_ranges(const CsvTable& table, const Sidecar& sidecar, const Dataset& data,
                  Problems& problems) {
  const auto in_unit = [](double v) { return v > 0.0 && v <= 1.0; };
  const auto not_negative = [](double v) { return v >= 0.0; };
  const bool drell_yan = data.process == Process::drell_yan;
  const std::string x = drell_yan ? "x2" : "x";
  check_each(table, x, data.x, x + " must lie in (0, 1]", in_unit, problems);
  if (const auto* x1 = drell_yan ? data.extra("x1") : nullptr)
    check_each(table, "x1", *x1, "x1 must lie in (0, 1]", in_unit, problems);
  check_each(
      table, "Q2", data.q2, "Q2 must be positive", [](double v) { return v > 0.0; }, problems);
  check_each(table, "y", data.y, "y must lie in (0, 1]", in_unit, problems);
  check_each(
      table, sidecar.value_column, data.value, "a value of zero has no relative uncertainties",
      [](double v) { return v != 0.0; }, problems);
  check_each(table, sidecar.stat_column, data.stat, "an uncertainty must not be negative",
             not_negative, problems);
  check_each(table, sidecar.uncor_column, data.uncor, "an uncertainty must not be negative",
             not_negative, problems);
  for (std::size_t row = 0; row < data.stat.size() && row < data.uncor.size(); ++row) {
    if (data.stat[row] == 0.0 && data.uncor[row] == 0.0) {
      problems.add(table.place(row, sidecar.stat_column),
                   "the point has no uncorrelated uncertainty", "stat or uncor must be positive");
    }
  }
}

void read_kinematics(const CsvTable& table, const Sidecar& sidecar, Dataset& data,
                     Problems& problems) {
  const bool drell_yan = data.process == Process::drell_yan;
  for (const std::string& column : sidecar.kinematics) {
    std::vector<double> values = table.numbers(column, problems);
    if (column == "x") {
      data.x = std::move(values);
    } else if (column == "Q2") {
      data.q2 = std::move(values);
    } else if (column == "y") {
      data.y = std::move(values);
    } else {
      if (drell_yan && column == "x2") data.x = values;
      data.extra_kinematics.emplace_back(column, std::move(values));
    }
  }
}

void read_correlated(const CsvTable& table, Dataset& data, Problems& problems) {
  const std::size_t n_sources = data.sources.size();
  data.correlated.assign(table.n_rows() * n_sources, 0.0);
  for (std::size_t source = 0; source < n_sources; ++source) {
    const std::vector<double> column = table.numbers(data.sources[source].name, problems);
    for (std::size_t point = 0; point < column.size(); ++point) {
      data.correlated[point * n_sources + source] = column[point];
    }
  }
}

void check_against_sidecar(const CsvTable& table, const Sidecar& sidecar, Problems& problems) {
  if (sidecar.n_points && *sidecar.n_points != table.n_rows()) {
    problems.add(sidecar.place,
                 "key n_points: " + std::to_string(*sidecar.n_points) +
                     " points expected, the table has " + std::to_string(table.n_rows()),
                 "correct the sidecar or the table");
  }
  for (const std::string& column : sidecar.auxiliary) {
    if (!table.has(column)) {
      problems.add(sidecar.columns_place,
                   "key columns.auxiliary: " + column + " is no column of " + table.file());
    }
  }
}

/// What theory is multiplied with, one per point.
std::vector<double> theory_factors(const CsvTable& table, const TheoryFactorRule& rule,
                                   Problems& problems) {
  if (rule.factor == 1.0 && rule.multiply.empty() && rule.divide.empty()) return {};
  std::vector<double> factors(table.n_rows(), rule.factor);
  const auto apply = [&](const std::string& column, auto&& operation) {
    if (!table.has(column)) return;  // reported with the auxiliary columns
    const std::vector<double> values = table.numbers(column, problems);
    check_each(
        table, column, values, "a factor of the theory must be positive",
        [](double v) { return v > 0.0; }, problems);
    for (std::size_t i = 0; i < values.size(); ++i) factors[i] = operation(factors[i], values[i]);
  };
  for (const std::string& column : rule.multiply) apply(column, std::multiplies<>());
  for (const std::string& column : rule.divide) apply(column, std::divides<>());
  return factors;
}

Dataset combine(const CsvTable& table, const Sidecar& sidecar, Problems& problems) {
  Dataset data = sidecar.meaning;
  read_kinematics(table, sidecar, data, problems);
  data.value = table.numbers(sidecar.value_column, problems);
  data.stat = table.numbers(sidecar.stat_column, problems);
  data.uncor.assign(table.n_rows(), 0.0);
  if (!sidecar.uncor_column.empty()) data.uncor = table.numbers(sidecar.uncor_column, problems);
  data.sources = assign_sources(table, sidecar, problems);
  read_correlated(table, data, problems);
  data.theory_factor = theory_factors(table, sidecar.theory_factor, problems);
  check_against_sidecar(table, sidecar, problems);
  check_ranges(table, sidecar, data, problems);
  data.n_in_file = table.n_rows();
  for (std::size_t row = 0; row < table.n_rows(); ++row) data.file_rows.push_back(row + 1);
  return data;
}

void report_missing(const fs::path& file, const std::string& name, Problems& problems) {
  const fs::path folder = file.parent_path();
  const std::vector<std::string> names = available_datasets(folder);
  const std::string close = closest_match(name, names);
  std::string suggestion;
  if (names.empty()) {
    suggestion = "there are no data sets in '" + folder.string() + "'";
  } else if (!close.empty() && close != name) {
    suggestion = "did you mean " + close + "?";
  } else {
    suggestion = "available: " + joined(names);
  }
  problems.add(file.string(), "no such file, needed for the data set " + name, suggestion);
}

bool is_there(const fs::path& file) {
  std::error_code error;
  return fs::exists(file, error);
}

}  // namespace

std::vector<std::string> available_datasets(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".yaml") continue;
    if (is_there(fs::path(entry.path()).replace_extension(".csv"))) {
      names.push_back(entry.path().stem().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<Dataset> read_dataset(const fs::path& location, const std::string& name,
                                    Problems& problems) {
  const bool is_sidecar = location.extension() == ".yaml";
  const fs::path yaml = is_sidecar ? location : location / (name + ".yaml");
  const fs::path csv = fs::path(yaml).replace_extension(".csv");
  Problems found;
  for (const fs::path& file : {yaml, csv}) {
    if (!is_there(file)) report_missing(file, yaml.stem().string(), found);
  }
  std::optional<Dataset> data;
  if (found.empty()) {
    const Sidecar sidecar = read_sidecar(yaml, found);
    const std::optional<CsvTable> table = read_csv(csv, found);
    if (table && !sidecar.value_column.empty()) data = combine(*table, sidecar, found);
  }
  problems.append(found);
  if (!found.empty() || !data) return std::nullopt;
  data->files = {csv.string(), yaml.string(), file_checksum(csv), file_checksum(yaml)};
  return data;
}

}  // namespace fitpack
