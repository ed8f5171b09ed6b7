#include <algorithm>
#include <cmath>

#include "fitpack/analysis/profile_scan.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

/// A point lower than the centre by more than this has found another minimum.
constexpr double lower_minimum = 1e-3;

std::string crossing_text(double crossing, double centre) {
  return std::isfinite(crossing) ? short_text(crossing - centre, 3) : "not reached";
}

std::string remark(const ProfilePoint& point) {
  if (point.status != FitStatus::converged) return "not converged";
  return point.delta_chi2 < -lower_minimum ? "a lower minimum" : "";
}

std::string points_text(const Profile& profile) {
  TextTable table({profile.parameter, "Δχ²", "iterations"});
  for (const ProfilePoint& point : profile.points)
    table.add_row({short_text(point.value), fixed_text(point.delta_chi2, 4),
                   std::to_string(point.iterations), remark(point)});
  return table.text() + "\n";
}

YamlTree profile_tree(const Profile& profile) {
  YamlTree points = YamlTree::list();
  for (const ProfilePoint& point : profile.points) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("value", point.value);
    entry.set("chi2", point.chi2);
    entry.set("delta_chi2", point.delta_chi2);
    entry.set("iterations", point.iterations);
    entry.set("status", to_string(point.status));
    points.add(entry);
  }
  YamlTree tree = YamlTree::map();
  tree.set("centre", profile.centre);
  tree.set("error", profile.error);
  tree.set("below", profile.crossings.below - profile.centre);
  tree.set("above", profile.crossings.above - profile.centre);
  tree.set("points", points);
  return tree;
}

}  // namespace

std::string scan_text(const Scan& scan) {
  if (scan.status != FitStatus::converged)
    return "The central fit did not converge: nothing was scanned\n";
  std::string text = "χ² = " + fixed_text(scan.chi2, 4) + " at the minimum\n\n";
  TextTable table({"parameter", "value", "Hessian error", "Δχ² = 1 below", "above"});
  for (const Profile& profile : scan.profiles) {
    text += points_text(profile);
    table.add_row({profile.parameter, short_text(profile.centre), short_text(profile.error, 3),
                   crossing_text(profile.crossings.below, profile.centre),
                   crossing_text(profile.crossings.above, profile.centre)});
  }
  return text + table.text();
}

std::string scan_json(const Scan& scan) {
  YamlTree tree = YamlTree::map();
  tree.set("status", to_string(scan.status));
  tree.set("chi2", scan.chi2);
  YamlTree profiles = YamlTree::map();
  for (const Profile& profile : scan.profiles)
    profiles.set(profile.parameter, profile_tree(profile));
  tree.set("profiles", profiles);
  return tree.json();
}

std::string scan_csv(const Scan& scan) {
  std::string text = "parameter,value,chi2,delta_chi2,iterations,status";
  for (const std::string& name : scan.free_names) text += "," + name;
  text += "\n";
  for (const Profile& profile : scan.profiles)
    for (const ProfilePoint& point : profile.points) {
      text += profile.parameter + "," + format_number(point.value) + "," +
              format_number(point.chi2) + "," + format_number(point.delta_chi2) + "," +
              std::to_string(point.iterations) + "," + to_string(point.status);
      for (const double value : point.theta) text += "," + format_number(value);
      text += "\n";
    }
  return text;
}

}  // namespace fitpack
