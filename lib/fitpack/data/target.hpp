#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fitpack {

/// What is hit. Cross sections are per nucleon, of a nucleus of free nucleons: isospin gives the
/// neutron from the proton, nuclear effects are left out.
struct Target {
  enum class Kind {
    nucleus,     ///< of Z protons and A nucleons; the proton itself: 1, 1
    over_proton  ///< a ratio: this nucleus over the proton
  };
  std::string name = "proton";
  double protons = 1.0;   ///< Z
  double nucleons = 1.0;  ///< A
  Kind kind = Kind::nucleus;

  [[nodiscard]] double proton_fraction() const { return protons / nucleons; }  ///< Z/A
  [[nodiscard]] bool is_ratio() const { return kind == Kind::over_proton; }
};

/// A target of a known name: proton, neutron, deuteron, isoscalar, iron, copper, lead, "deuteron
/// over proton".
[[nodiscard]] std::optional<Target> known_target(const std::string& name);
[[nodiscard]] std::vector<std::string> known_target_names();

}  // namespace fitpack
