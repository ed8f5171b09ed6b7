#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fitpack {

enum class Process { nc_dis, cc_dis, nc_dis_heavy_quark };
/// d2sigma_dxdq2: pb/GeV²; the others, reduced cross sections of all events or of those with charm
/// or bottom: dimensionless.
enum class Observable { reduced_cross_section, d2sigma_dxdq2, sigma_r_ccbar, sigma_r_bbbar };
/// Whether an uncertainty scales with the prediction (multiplicative) or stands as it is.
enum class Treatment { additive, multiplicative };
/// A shared source is one nuisance parameter over all sets that name it in the same group.
enum class Scope { dataset, shared };

const char* to_text(Process process);
const char* to_text(Observable observable);

/// What the χ² makes of a source: a shift that is fitted, or nothing, because a parameter of the fit
/// stands for it.
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
  int lepton_charge = 1;      ///< +1, -1 or 0: both combined
  double polarisation = 0.0;  ///< of the lepton beam, -1 … 1
  std::string target = "proton";
  double sqrt_s = 0.0;  ///< GeV

  std::vector<double> x;
  std::vector<double> q2;  ///< GeV²
  std::vector<double> y;   ///< inelasticity as published
  /// Kinematic columns of the file beyond x, Q2 and y.
  std::vector<std::pair<std::string, std::vector<double>>> extra_kinematics;

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
};

/// Names a cut may use: x, Q2, y, W2 = Q2 (1 - x)/x (no target mass), and the extra columns.
std::vector<std::string> kinematic_names(const Dataset& dataset);

/// Values of a kinematic variable, one per point; nullopt for an unknown name.
std::optional<std::vector<double>> kinematic_values(const Dataset& dataset,
                                                    const std::string& name);

/// The set with only the points of the given, ascending indices.
Dataset select_points(const Dataset& dataset, std::span<const std::size_t> points);

}  // namespace fitpack
