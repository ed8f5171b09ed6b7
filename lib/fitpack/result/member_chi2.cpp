#include "fitpack/result/member_chi2.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/csv.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

/// One number that every member has.
struct Column {
  std::string name;
  double central = 0.0;
  std::vector<double> of_members;
};

struct Part {
  const char* name;
  double ChiSquareParts::*value;
};
constexpr Part parts[] = {{"total", &ChiSquareParts::total},
                          {"correlated", &ChiSquareParts::correlated},
                          {"log_penalty", &ChiSquareParts::log_penalty},
                          {"prior", &ChiSquareParts::prior},
                          {"penalty", &ChiSquareParts::penalty},
                          {"events", &ChiSquareParts::events}};

std::vector<Column> part_columns(const FitResult& result) {
  std::vector<Column> columns;
  for (const Part& part : parts) {
    Column& column = columns.emplace_back();
    column.name = part.name;
    column.central = result.chi2.*part.value;
    for (const MemberChiSquare& member : result.members)
      column.of_members.push_back(member.chi2.*part.value);
  }
  return columns;
}

std::vector<Column> data_set_columns(const FitResult& result) {
  std::vector<Column> columns;
  for (std::size_t d = 0; d < result.datasets.size(); ++d) {
    Column& column = columns.emplace_back();
    column.name = result.datasets[d].name;
    column.central = result.datasets[d].chi2;
    for (const MemberChiSquare& member : result.members)
      column.of_members.push_back(member.datasets[d]);
  }
  return columns;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

std::vector<std::string> table_row(const Column& column) {
  const auto [least, most] = std::ranges::minmax(column.of_members);
  return {column.name, fixed_text(column.central, 2), fixed_text(least, 2),
          fixed_text(mean_of(column.of_members), 2), fixed_text(most, 2)};
}

bool is_zero(const Column& column) {
  return column.central == 0.0 &&
         std::ranges::all_of(column.of_members, [](double x) { return x == 0.0; });
}

YamlTree column_tree(const Column& column) {
  const auto [least, most] = std::ranges::minmax(column.of_members);
  YamlTree tree = YamlTree::map(YamlTree::Style::flow);
  tree.set("central", column.central);
  tree.set("min", least);
  tree.set("mean", mean_of(column.of_members));
  tree.set("max", most);
  YamlTree each = YamlTree::list();
  for (const double value : column.of_members) each.add(value);
  tree.set("each", each);
  return tree;
}

}  // namespace

std::string member_chi2_text(const FitResult& result) {
  TextTable table({"χ² of " + std::to_string(result.members.size()) + " members", "central", "min",
                   "mean", "max"});
  for (const Column& column : data_set_columns(result)) table.add_row(table_row(column));
  table.add_rule();
  const std::vector<Column> columns = part_columns(result);
  for (std::size_t k = 1; k < columns.size(); ++k)
    if (!is_zero(columns[k])) table.add_row(table_row(columns[k]));
  table.add_rule();
  table.add_row(table_row(columns.front()));
  return table.text();
}

std::string member_chi2_csv(const FitResult& result) {
  std::vector<Column> columns = part_columns(result);
  for (Column& column : data_set_columns(result)) columns.push_back(std::move(column));
  std::vector<std::string> header{"member"};
  for (const Column& column : columns) header.push_back(column.name);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t k = 0; k < result.members.size(); ++k) {
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(result.members[k].label);
    for (const Column& column : columns) row.push_back(format_number(column.of_members[k]));
  }
  return csv_text(header, rows);
}

namespace {

void write_hdf5(const FitResult& result, const std::filesystem::path& path) {
  Hdf5File file = Hdf5File::create(path);
  file.write_attribute("/", "format", std::string("fitpack chi2 of members"));
  file.write_attribute("/", "format_version", std::int64_t{1});
  std::vector<std::string> labels, names;
  for (const MemberChiSquare& member : result.members) labels.push_back(member.label);
  file.write_texts("/member", labels);
  for (const Column& column : part_columns(result))
    file.write_numbers("/" + column.name, column.of_members);
  std::vector<double> of_sets;
  for (const MemberChiSquare& member : result.members)
    of_sets.insert(of_sets.end(), member.datasets.begin(), member.datasets.end());
  for (const DatasetChiSquare& set : result.datasets) names.push_back(set.name);
  file.write_texts("/datasets/name", names);
  file.write_matrix("/datasets/chi2", of_sets, result.members.size(), names.size());
  file.close();
}

}  // namespace

void write_member_chi2(const FitResult& result, const std::filesystem::path& path) {
  if (path.extension() == ".h5")
    write_hdf5(result, path);
  else
    write_file_atomically(path, member_chi2_csv(result));
}

void add_member_chi2(YamlTree& tree, const FitResult& result) {
  YamlTree members = YamlTree::map();
  YamlTree labels = YamlTree::list();
  for (const MemberChiSquare& member : result.members) labels.add(member.label);
  members.set("labels", labels);
  for (const Column& column : part_columns(result))
    members.set("chi2_" + column.name, column_tree(column));
  YamlTree sets = YamlTree::map();
  for (const Column& column : data_set_columns(result)) sets.set(column.name, column_tree(column));
  members.set("datasets", sets);
  tree.set("members", members);
}

}  // namespace fitpack
