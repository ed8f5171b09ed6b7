#include "fitpack/data/dataset.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace fitpack {

namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, std::span<const std::size_t> points) {
  std::vector<T> picked;
  if (values.empty()) return picked;
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

std::vector<double> tau_of(const Dataset& dataset) {
  std::vector<double> tau = dataset.q2;
  for (double& t : tau) t /= dataset.sqrt_s * dataset.sqrt_s;
  return tau;
}

std::vector<double> rapidity_over_largest(const Dataset& dataset) {
  const std::vector<double> tau = tau_of(dataset);
  std::vector<double> result = *dataset.extra("rap");
  for (std::size_t i = 0; i < result.size(); ++i)
    result[i] = std::abs(result[i]) / (-0.5 * std::log(tau[i]));
  return result;
}

enum class Inelasticity { needed, unused };

struct ProcessWord {
  Process value;
  const char* word;
};

struct Quantity {
  Observable value;
  const char* word;
  const char* unit;
  Inelasticity inelasticity;
};

std::span<const ProcessWord> process_words() {
  static constexpr std::array words{ProcessWord{Process::nc_dis, "nc_dis"},
                                    ProcessWord{Process::cc_dis, "cc_dis"},
                                    ProcessWord{Process::nc_dis_heavy_quark, "nc_dis_heavy_quark"},
                                    ProcessWord{Process::nu_cc_dis, "nu_cc_dis"},
                                    ProcessWord{Process::nu_cc_dimuon, "nu_cc_dimuon"},
                                    ProcessWord{Process::drell_yan, "drell_yan"}};
  return words;
}

std::span<const Quantity> quantities() {
  using enum Inelasticity;
  using O = Observable;
  static constexpr std::array all{
      Quantity{O::reduced_cross_section, "reduced_cross_section", "1", needed},
      Quantity{O::d2sigma_dxdq2, "d2sigma_dxdQ2", "pb/GeV^2", needed},
      Quantity{O::sigma_r_ccbar, "sigma_r_ccbar", "1", needed},
      Quantity{O::sigma_r_bbbar, "sigma_r_bbbar", "1", needed},
      Quantity{O::f2, "F2", "1", unused},
      Quantity{O::f2_ratio, "F2d/F2p", "1", unused},
      Quantity{O::d2sigma_dxdy_over_e, "d2sigma_dxdy_over_E", "1e-38 cm^2/GeV", needed},
      Quantity{O::forward_dimuon, "forward_dimuon", "1", needed},
      Quantity{O::s_d2sigma_dsqrttau_drap, "s_d2sigma_dsqrttau_drap", "nb GeV^2", unused},
      Quantity{O::m3_d2sigma_dm_dxf, "m3_d2sigma_dM_dxF", "nb GeV^2", unused},
      Quantity{O::sigma_pd_over_2pp, "sigma_pd/(2*sigma_pp)", "1", unused}};
  return all;
}

template <class Entry, class Value>
const Entry& word_of(std::span<const Entry> entries, Value value) {
  return *std::ranges::find(entries, value, &Entry::value);
}

const Quantity& quantity_of(Observable observable) { return word_of(quantities(), observable); }

template <class Value, class Entry>
std::vector<Value> values_of(std::span<const Entry> entries) {
  std::vector<Value> values;
  for (const Entry& entry : entries) values.push_back(entry.value);
  return values;
}

}  // namespace

const char* to_text(Process process) { return word_of(process_words(), process).word; }
const char* to_text(Observable observable) { return quantity_of(observable).word; }
const char* unit_of(Observable observable) { return quantity_of(observable).unit; }

bool needs_inelasticity(Observable observable) {
  return quantity_of(observable).inelasticity == Inelasticity::needed;
}

bool is_ratio(Observable observable) {
  return observable == Observable::f2_ratio || observable == Observable::sigma_pd_over_2pp;
}

const std::vector<Process>& all_processes() {
  static const std::vector<Process> all = values_of<Process>(process_words());
  return all;
}

const std::vector<Observable>& all_observables() {
  static const std::vector<Observable> all = values_of<Observable>(quantities());
  return all;
}

bool has_neutrino_beam(Process process) {
  return process == Process::nu_cc_dis || process == Process::nu_cc_dimuon;
}

const std::vector<double>* Dataset::extra(const std::string& column) const {
  const auto found = std::ranges::find_if(
      extra_kinematics, [&column](const auto& entry) { return entry.first == column; });
  return found == extra_kinematics.end() ? nullptr : &found->second;
}

std::vector<std::string> kinematic_names(const Dataset& dataset) {
  const bool drell_yan = dataset.process == Process::drell_yan;
  std::vector<std::string> names = {"Q2"};
  if (drell_yan) {
    names.insert(names.end(), {"tau", "rap_over_max"});
  } else {
    names.insert(names.begin(), "x");
    if (!dataset.y.empty()) names.push_back("y");
    names.push_back("W2");
  }
  for (const auto& column : dataset.extra_kinematics) names.push_back(column.first);
  return names;
}

std::optional<std::vector<double>> kinematic_values(const Dataset& dataset,
                                                    const std::string& name) {
  const std::vector<std::string> names = kinematic_names(dataset);
  if (std::ranges::find(names, name) == names.end()) return std::nullopt;
  if (const std::vector<double>* values = dataset.extra(name)) return *values;
  if (name == "x") return dataset.x;
  if (name == "Q2") return dataset.q2;
  if (name == "y") return dataset.y;
  if (name == "W2") return hadronic_mass_squared(dataset);
  return name == "tau" ? tau_of(dataset) : rapidity_over_largest(dataset);
}

Dataset select_points(const Dataset& dataset, std::span<const std::size_t> points) {
  Dataset selected = dataset;
  selected.x = pick(dataset.x, points);
  selected.q2 = pick(dataset.q2, points);
  selected.y = pick(dataset.y, points);
  selected.theory_factor = pick(dataset.theory_factor, points);
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

void forget_uncertainties(Dataset& dataset) {
  for (std::vector<double>* column : {&dataset.stat, &dataset.uncor, &dataset.correlated})
    std::vector<double>().swap(*column);
}

}  // namespace fitpack
