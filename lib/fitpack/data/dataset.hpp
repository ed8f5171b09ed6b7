#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fitpack/data/target.hpp"

namespace fitpack {

enum class Process { nc_dis, cc_dis, nc_dis_heavy_quark, nu_cc_dis, nu_cc_dimuon, drell_yan };
/// What is measured; dimensionless where no unit is named.
enum class Observable {
  reduced_cross_section,
  d2sigma_dxdq2,  ///< pb/GeV²
  sigma_r_ccbar,  ///< reduced cross sections of events with charm or bottom
  sigma_r_bbbar,
  f2,
  f2_ratio,                 ///< of the deuteron, per nucleon, over the proton
  d2sigma_dxdy_over_e,      ///< 1e-38 cm²/GeV per nucleon
  forward_dimuon,           ///< 100 π/(G_F² M E) d²σ/dx dy of charm that decays to a seen muon
  s_d2sigma_dsqrttau_drap,  ///< s d²σ/d√τ dY, nb GeV² per nucleon
  m3_d2sigma_dm_dxf,        ///< M³ d²σ/dM dx_F, nb GeV² per nucleon
  sigma_pd_over_2pp         ///< Drell-Yan on deuterons over twice that on protons
};
/// Whether an uncertainty scales with the prediction (multiplicative) or stands as it is.
enum class Treatment { additive, multiplicative };
/// A shared source is one nuisance parameter over all sets that name it in the same group.
enum class Scope { dataset, shared };

const char* to_text(Process process);
const char* to_text(Observable observable);
/// The unit of the values, as sidecars state it.
const char* unit_of(Observable observable);
/// Whether the inelasticity y enters.
[[nodiscard]] bool needs_inelasticity(Observable observable);
[[nodiscard]] bool is_ratio(Observable observable);
/// Every process and observable, for those who read words.
[[nodiscard]] const std::vector<Process>& all_processes();
[[nodiscard]] const std::vector<Observable>& all_observables();
/// Neutrinos in the beam.
[[nodiscard]] bool has_neutrino_beam(Process process);

/// What the χ² makes of a source: a fitted shift, or nothing, where a parameter of the fit stands
/// for it.
enum class SourceRole { shift, free_normalisation };

/// One source of correlated uncertainty: a column of the table.
struct Source {
  std::string name;
  std::string group;  ///< of shared sources; "" for private ones
  Scope scope = Scope::dataset;
  Treatment treatment = Treatment::additive;
  SourceRole role = SourceRole::shift;
};

/// The files a set was read from.
struct DatasetFiles {
  std::string csv;
  std::string yaml;
  std::string csv_checksum;
  std::string yaml_checksum;
};

/// One published measurement. All uncertainties are absolute, in the unit of the value; every
/// vector has one element per point.
struct Dataset {
  std::string name;
  std::string title;
  Process process = Process::nc_dis;
  Observable observable = Observable::reduced_cross_section;
  /// +1, -1 or 0: both combined. Of neutrinos: that of the W they hand on, ν: +1, ν̄: -1.
  int lepton_charge = 1;
  double polarisation = 0.0;  ///< of the lepton beam, -1 … 1
  Target target;
  double sqrt_s = 0.0;  ///< GeV; 0 where the table has several energies

  std::vector<double> x;   ///< Drell-Yan: x2, that of the target
  std::vector<double> q2;  ///< GeV²; Drell-Yan: M²
  std::vector<double> y;   ///< inelasticity as published; empty where the table has none
  /// Kinematic columns of the file beyond x, Q2 and y.
  std::vector<std::pair<std::string, std::vector<double>>> extra_kinematics;

  /// What theory is multiplied with to become what was measured: acceptances, branching ratios,
  /// corrections that the values lack. Empty: 1.
  std::vector<double> theory_factor;

  std::vector<double> value;
  std::vector<double> stat;   ///< uncorrelated, statistical
  std::vector<double> uncor;  ///< uncorrelated, systematic
  std::vector<Source> sources;
  std::vector<double> correlated;  ///< size() × sources.size(), row-major, signed

  std::vector<std::size_t> file_rows;  ///< row of each point in its file, 1 for the first
  std::size_t n_in_file = 0;           ///< points before cuts
  std::vector<std::string> exclusive_with;
  DatasetFiles files;

  [[nodiscard]] std::size_t size() const { return value.size(); }
  /// Absolute shift of a point by one standard deviation of a source.
  [[nodiscard]] double shift(std::size_t point, std::size_t source) const {
    return correlated[point * sources.size() + source];
  }
  /// y, or 0 where the table has none.
  [[nodiscard]] double inelasticity(std::size_t point) const { return y.empty() ? 0.0 : y[point]; }
  [[nodiscard]] double factor(std::size_t point) const {
    return theory_factor.empty() ? 1.0 : theory_factor[point];
  }
  /// Values of a kinematic column beyond x, Q2 and y; nullptr where there is none.
  [[nodiscard]] const std::vector<double>* extra(const std::string& name) const;
};

/// Names a cut may use: x, Q2, y where there is one, W2 = Q2 (1 - x)/x (no target mass), and the
/// extra columns. Of Drell-Yan: Q2, tau = Q2/s, rap_over_max = |rap|/(-½ ln tau), the extra
/// columns.
std::vector<std::string> kinematic_names(const Dataset& dataset);

/// Values of a kinematic variable, one per point; nullopt for an unknown name.
std::optional<std::vector<double>> kinematic_values(const Dataset& dataset,
                                                    const std::string& name);

/// The set with only the points of the given, ascending indices.
Dataset select_points(const Dataset& dataset, std::span<const std::size_t> points);

/// Gives back the memory of stat, uncor and correlated, most of a set with many sources.
void forget_uncertainties(Dataset& dataset);

}  // namespace fitpack
