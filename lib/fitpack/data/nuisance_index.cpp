#include "fitpack/data/nuisance_index.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace fitpack {

std::string Nuisance::label() const { return (dataset.empty() ? group : dataset) + ":" + name; }

NuisanceIndex::NuisanceIndex(std::span<const Dataset> datasets) {
  // The scope is part of the key: a group and a set may have the same name.
  std::map<std::tuple<Scope, std::string, std::string>, std::size_t> numbers;
  for (const Dataset& dataset : datasets) {
    std::vector<std::size_t>& columns = columns_.emplace_back();
    for (const Source& source : dataset.sources) {
      if (source.role != SourceRole::shift) {
        columns.push_back(none);
        continue;
      }
      const bool shared = source.scope == Scope::shared;
      const std::string& owner = shared ? source.group : dataset.name;
      const auto [entry, is_new] =
          numbers.try_emplace({source.scope, owner, source.name}, nuisances_.size());
      if (is_new) {
        nuisances_.push_back({source.name, shared ? source.group : "", shared ? "" : dataset.name});
      }
      columns.push_back(entry->second);
    }
  }
}

void check_distinct(const std::vector<std::string>& names, const std::string& place,
                    Problems& problems) {
  std::set<std::string> seen;
  std::set<std::string> reported;
  for (const std::string& name : names) {
    if (!seen.insert(name).second && reported.insert(name).second) {
      problems.add(place, "the data set " + name + " is listed twice", "keep one of them");
    }
  }
}

void check_exclusive(std::span<const Dataset> datasets, const std::string& place,
                     Problems& problems) {
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    for (std::size_t j = i + 1; j < datasets.size(); ++j) {
      const auto excludes = [](const Dataset& a, const Dataset& b) {
        return std::find(a.exclusive_with.begin(), a.exclusive_with.end(), b.name) !=
               a.exclusive_with.end();
      };
      if (!excludes(datasets[i], datasets[j]) && !excludes(datasets[j], datasets[i])) continue;
      problems.add(place,
                   datasets[i].name + " and " + datasets[j].name +
                       " are the same measurement and exclude each other",
                   "use one of them");
    }
  }
}

}  // namespace fitpack
