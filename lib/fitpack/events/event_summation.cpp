#include "fitpack/events/event_summation.hpp"

#include <utility>

namespace fitpack {

namespace {

template <class Real>
std::optional<dis::CellPoint> first_bad(const SortedBlock<Real>& block,
                                        std::span<const double> coefficients) {
  for (const CellRun& run : block.runs)
    for (std::size_t e = run.first; e < run.first + run.count; ++e) {
      const dis::CellPoint at{run.cell, static_cast<double>(block.u[e]),
                              static_cast<double>(block.v[e])};
      const double* c = coefficients.data() + run.cell * n_coefficients;
      if (!(evaluate(c, at.u, at.v) > 0.0)) return at;
    }
  return std::nullopt;
}

class CpuSummation final : public EventSummation {
 public:
  CpuSummation(SortedBlocks blocks, const EventSumsLayout& layout, EventPrecision precision)
      : blocks_(std::move(blocks)), layout_(layout), precision_(precision) {}

  [[nodiscard]] std::string description() const override { return "CPU"; }

  void evaluate(std::span<const double> coefficients, EventWant want) override {
    coefficients_ = coefficients;
    want_ = want;
  }

  void add(std::size_t block, std::span<double> sums) override {
    std::visit(
        [&](const auto& blocks) {
          add_block(blocks[block], coefficients_, layout_, want_, precision_, sums);
        },
        blocks_);
  }

  [[nodiscard]] std::optional<dis::CellPoint> find_bad(
      std::span<const double> coefficients) override {
    return std::visit(
        [&](const auto& blocks) {
          std::optional<dis::CellPoint> found;
          for (const auto& block : blocks)
            if (!found) found = first_bad(block, coefficients);
          return found;
        },
        blocks_);
  }

 private:
  SortedBlocks blocks_;
  EventSumsLayout layout_;
  EventPrecision precision_;
  std::span<const double> coefficients_;
  EventWant want_ = EventWant::value;
};

}  // namespace

std::unique_ptr<EventSummation> make_cpu_summation(SortedBlocks blocks,
                                                   const EventSumsLayout& layout,
                                                   EventPrecision precision) {
  return std::make_unique<CpuSummation>(std::move(blocks), layout, precision);
}

}  // namespace fitpack
