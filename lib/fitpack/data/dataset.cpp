#include "fitpack/data/dataset.hpp"

namespace fitpack {

namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, std::span<const std::size_t> points) {
  std::vector<T> picked;
  picked.reserve(points.size());
  for (const std::size_t point : points) picked.push_back(values[point]);
  return picked;
}

std::vector<double> hadronic_mass_squared(const Dataset& dataset) {
  std::vector<double> w2(dataset.size());
  for (std::size_t i = 0; i < w2.size(); ++i) {
    w2[i] = dataset.q2[i] * (1.0 - dataset.x[i]) / dataset.x[i];
  }
  return w2;
}

}  // namespace

const char* to_text(Process process) {
  switch (process) {
    case Process::nc_dis:
      return "nc_dis";
    case Process::cc_dis:
      return "cc_dis";
    case Process::nc_dis_heavy_quark:
      return "nc_dis_heavy_quark";
  }
  return "?";
}

const char* to_text(Observable observable) {
  switch (observable) {
    case Observable::reduced_cross_section:
      return "reduced_cross_section";
    case Observable::d2sigma_dxdq2:
      return "d2sigma_dxdQ2";
    case Observable::sigma_r_ccbar:
      return "sigma_r_ccbar";
    case Observable::sigma_r_bbbar:
      return "sigma_r_bbbar";
  }
  return "?";
}

std::vector<std::string> kinematic_names(const Dataset& dataset) {
  std::vector<std::string> names = {"x", "Q2", "y", "W2"};
  for (const auto& column : dataset.extra_kinematics) names.push_back(column.first);
  return names;
}

std::optional<std::vector<double>> kinematic_values(const Dataset& dataset,
                                                    const std::string& name) {
  if (name == "x") return dataset.x;
  if (name == "Q2") return dataset.q2;
  if (name == "y") return dataset.y;
  if (name == "W2") return hadronic_mass_squared(dataset);
  for (const auto& [column, values] : dataset.extra_kinematics) {
    if (column == name) return values;
  }
  return std::nullopt;
}

Dataset select_points(const Dataset& dataset, std::span<const std::size_t> points) {
  Dataset selected = dataset;
  selected.x = pick(dataset.x, points);
  selected.q2 = pick(dataset.q2, points);
  selected.y = pick(dataset.y, points);
  for (auto& column : selected.extra_kinematics) column.second = pick(column.second, points);
  selected.value = pick(dataset.value, points);
  selected.stat = pick(dataset.stat, points);
  selected.uncor = pick(dataset.uncor, points);
  selected.file_rows = pick(dataset.file_rows, points);
  selected.correlated.clear();
  for (const std::size_t point : points) {
    for (std::size_t source = 0; source < dataset.sources.size(); ++source) {
      selected.correlated.push_back(dataset.shift(point, source));
    }
  }
  return selected;
}

}  // namespace fitpack
