#include "fitpack/data/target.hpp"

#include <algorithm>

namespace fitpack {

namespace {

const std::vector<Target>& known_targets() {
  static const std::vector<Target> targets{
      {"proton", 1, 1},   {"neutron", 0, 1},
      {"deuteron", 1, 2}, {"isoscalar", 1, 2},
      {"iron", 26, 56},   {"copper", 29, 63.546},
      {"lead", 82, 208},  {"deuteron over proton", 1, 2, Target::Kind::over_proton},
  };
  return targets;
}

}  // namespace

std::optional<Target> known_target(const std::string& name) {
  const auto found = std::ranges::find(known_targets(), name, &Target::name);
  return found == known_targets().end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> known_target_names() {
  std::vector<std::string> names;
  for (const Target& target : known_targets()) names.push_back(target.name);
  return names;
}

}  // namespace fitpack
