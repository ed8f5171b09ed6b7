#include "fitpack/analysis/profile.hpp"

#include <algorithm>
#include <array>

namespace fitpack {

namespace {

struct StageOfRank {
  const char* name;
  StageTime time;
  std::size_t messages = 0, bytes = 0;
};

StageTime sum(StageTime a, const StageTime& b) {
  a.seconds += b.seconds;
  a.calls += b.calls;
  return a;
}

std::vector<StageOfRank> stages_of_rank(Analysis& analysis, const StageTime& minimiser,
                                        const StageTime& checkpoints) {
  const KernelSummary& kernels = analysis.kernel_summary();
  const StageTime build{kernels.seconds - kernels.cache.seconds, 1};
  const Traffic& setup = analysis.setup_traffic();
  const Traffic all = analysis.communicator().traffic();
  const StageTimes& t = analysis.objective().times();
  std::vector<StageOfRank> stages{
      {"input/output", sum(sum(analysis.reading(), kernels.cache), checkpoints)},
      {"kernel build", build, setup.messages(), setup.bytes()},
      {"parametrisation", t.parametrisation},
      {"products", t.products},
      {"whitening: rows", t.rows},
      {"whitening: Gram matrix", t.gram},
      {"whitening: Cholesky", t.cholesky},
      {"whitening: projection", t.projection},
      {"QR", t.triangle},
      {"communication", t.communication, all.messages() - setup.messages(),
       all.bytes() - setup.bytes()},
      {"Ceres", minimiser}};
  // Alike on every rank, also on one that holds none of the events.
  if (!analysis.samples().empty()) stages.insert(stages.end() - 2, StageOfRank{"events", t.events});
  return stages;
}

constexpr std::vector<double> StageProfile::*columns[] = {
    &StageProfile::seconds, &StageProfile::calls, &StageProfile::messages, &StageProfile::bytes};

StageSeconds over_ranks(const StageProfile& stage) {
  const auto [least, most] = std::ranges::minmax(stage.seconds);
  double total = 0.0;
  for (const double seconds : stage.seconds) total += seconds;
  return {stage.stage, least, total / static_cast<double>(stage.seconds.size()), most};
}

}  // namespace

void add_profile(FitResult& result, Analysis& analysis, const StageTime& minimiser,
                 const StageTime& checkpoints) {
  const std::vector<StageOfRank> stages = stages_of_rank(analysis, minimiser, checkpoints);
  std::vector<double> mine;
  for (const StageOfRank& stage : stages)
    mine.insert(mine.end(),
                {stage.time.seconds, static_cast<double>(stage.time.calls),
                 static_cast<double>(stage.messages), static_cast<double>(stage.bytes)});
  const std::vector<double> all = analysis.communicator().gather(mine);
  if (all.empty()) return;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    StageProfile profile{stages[s].name, {}, {}, {}, {}};
    for (std::size_t rank = 0; rank < all.size(); rank += mine.size())
      for (std::size_t c = 0; c < std::size(columns); ++c)
        (profile.*columns[c]).push_back(all[rank + s * std::size(columns) + c]);
    result.timing.push_back(over_ranks(profile));
    result.profile.push_back(std::move(profile));
  }
}

}  // namespace fitpack
