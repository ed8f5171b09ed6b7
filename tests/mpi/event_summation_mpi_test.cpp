// Sums over events that are made by something else than the processor's own.
#include <gtest/gtest.h>

#include "../support/synthetic_density.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/events/unbinned_likelihood.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_events = 4000, per_block = 1000;  // fewer blocks than ranks may be

/// All sums at once, as a device makes them.
class WholeSummation final : public EventSummation {
 public:
  WholeSummation(SortedBlocks blocks, const EventSumsLayout& layout, EventPrecision precision)
      : layout_(layout),
        sums_(std::visit([](const auto& some) { return some.size(); }, blocks)),
        blocks_(make_cpu_summation(std::move(blocks), layout, precision)) {}
  [[nodiscard]] std::string description() const override { return "whole"; }
  void evaluate(std::span<const double> coefficients, EventWant want) override {
    blocks_->evaluate(coefficients, want);
    for (std::size_t b = 0; b < sums_.size(); ++b) {
      sums_[b].assign(layout_.size(want), 0.0);
      blocks_->add(b, sums_[b]);
    }
  }
  void add(std::size_t block, std::span<double> sums) override {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += sums_[block][i];
  }
  [[nodiscard]] std::optional<dis::CellPoint> find_bad(
      std::span<const double> coefficients) override {
    return blocks_->find_bad(coefficients);
  }

 private:
  EventSumsLayout layout_;
  std::vector<std::vector<double>> sums_;  ///< of each block
  std::unique_ptr<EventSummation> blocks_;
};

EventSample sample_of_rank(const Communicator& comm, const EventDefinition& definition) {
  const EventColumns events = testing_events::scattered_events(definition.phase_space, n_events, 4);
  EventSample sample;
  sample.definition = definition;
  sample.layout = {n_events, per_block};
  sample.n_events = n_events;
  const IndexRange mine = blocks_of_rank(sample.layout.n_blocks(), comm.rank(), comm.size());
  for (std::size_t b = mine.begin; b < mine.end; ++b) {
    const IndexRange rows = sample.layout.rows_of_block(b);
    EventColumns block;
    for (std::size_t e = rows.begin; e < rows.end; ++e) {
      block.x.push_back(events.x[e]);
      block.q2.push_back(events.q2[e]);
    }
    sample.blocks.push_back(block);
  }
  return sample;
}

TEST(MpiEventSummation, GivesTheBitsOfOneRank) {
  const Communicator world = Communicator::world();
  const EventDefinition definition = testing_events::hera_events();
  const auto kernel = synthetic_density::kernel(definition);
  const auto make = [](SortedBlocks blocks, const EventSumsLayout& layout, EventPrecision p) {
    return std::make_unique<WholeSummation>(std::move(blocks), layout, p);
  };
  UnbinnedLikelihood serial({}, kernel, sample_of_rank({}, definition), LikelihoodKind::unbinned);
  UnbinnedLikelihood parts(world, kernel, sample_of_rank(world, definition),
                           LikelihoodKind::unbinned, EventPrecision::full, make);
  EXPECT_EQ(parts.backend(), "whole");
  FailureGuard guard;
  const std::vector<double> f = synthetic_density::start();
  serial.accumulate(f, EventWant::gradient, guard);
  for (int repetition = 0; repetition < 2; ++repetition)
    parts.accumulate(f, EventWant::gradient, guard);
  guard.settle(world);
  if (!world.is_root()) return;
  EXPECT_EQ(parts.objective(), serial.objective());
  EXPECT_EQ(parts.pdf_gradient(), serial.pdf_gradient());
}

TEST(MpiEventSummation, AFailureOfOneRankIsThrownOnAll) {
  const Communicator world = Communicator::world();
  const EventDefinition definition = testing_events::hera_events();
  const auto kernel = synthetic_density::kernel(definition);
  const auto make = [&](SortedBlocks blocks, const EventSumsLayout& layout, EventPrecision p) {
    if (world.rank() == world.size() - 1) throw Error(ExitCode::internal, "no memory");
    return make_cpu_summation(std::move(blocks), layout, p);
  };
  EXPECT_THROW(UnbinnedLikelihood(world, kernel, sample_of_rank(world, definition),
                                  LikelihoodKind::unbinned, EventPrecision::full, make),
               Error);
}

}  // namespace
}  // namespace fitpack
