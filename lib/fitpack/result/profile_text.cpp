#include "fitpack/result/profile_text.hpp"

#include <algorithm>
#include <numeric>

#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// A count as a whole number; nothing for zero.
std::string count_text(double value) { return value == 0.0 ? "" : fixed_text(value, 0); }

std::vector<std::string> row_of(const StageProfile& stage) {
  const auto [least, most] = std::ranges::minmax(stage.seconds);
  const double mean = sum(stage.seconds) / static_cast<double>(stage.seconds.size());
  const std::string imbalance = mean > 0.0 ? fixed_text(most / mean, 2) : "";
  return {stage.stage,
          fixed_text(least, 4),
          fixed_text(mean, 4),
          fixed_text(most, 4),
          imbalance,
          count_text(sum(stage.calls)),
          count_text(sum(stage.messages)),
          count_text(sum(stage.bytes))};
}

}  // namespace

std::string profile_text(const FitResult& result) {
  if (result.profile.empty()) return "";
  const std::size_t ranks = result.profile.front().seconds.size();
  TextTable table({"seconds on " + std::to_string(ranks) + (ranks == 1 ? " rank" : " ranks"), "min",
                   "mean", "max", "max/mean", "calls", "messages", "bytes"});
  std::vector<double> totals(ranks, 0.0);
  for (const StageProfile& stage : result.profile) {
    table.add_row(row_of(stage));
    for (std::size_t r = 0; r < ranks; ++r) totals[r] += stage.seconds[r];
  }
  table.add_rule();
  table.add_row(row_of({"all stages", totals, {}, {}, {}}));
  return table.text();
}

}  // namespace fitpack
