#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "fitpack/dis/kinematic_grid.hpp"
#include "fitpack/events/event_sums.hpp"
#include "fitpack/events/sorted_events.hpp"

namespace fitpack {

/// Blocks of a rank's events, each sorted by cell.
using SortedBlocks =
    std::variant<std::vector<SortedBlock<double>>, std::vector<SortedBlock<float>>>;

/// What sums over the events of a rank, with the events held where the sums are made. Local; one
/// object serves one thread at a time.
class EventSummation {
 public:
  virtual ~EventSummation() = default;

  [[nodiscard]] virtual std::string description() const = 0;  ///< "CPU", "GPU 0 (…)"

  /// Adds the sums of one part of the rank's events to `sums`, layout.size(want) numbers.
  /// `coefficients`: n_cells × n_coefficients. Same input, same bits. Parts are blocks on the
  /// processor; elsewhere part 0 holds all events of the rank.
  virtual void add(std::size_t part, std::span<const double> coefficients, EventWant want,
                   std::span<double> sums) = 0;

  /// Where the first event lies whose density is not positive, in the order of the object.
  [[nodiscard]] virtual std::optional<dis::CellPoint> find_bad(
      std::span<const double> coefficients) = 0;
};

/// Sums on the processor, block by block: the reference for every other one.
[[nodiscard]] std::unique_ptr<EventSummation> make_cpu_summation(SortedBlocks blocks,
                                                                 const EventSumsLayout& layout,
                                                                 EventPrecision precision);

/// Makes a summation that takes all events of a rank as one part. Empty: the processor. What it
/// throws is thrown on all ranks.
using EventSummationMaker = std::function<std::unique_ptr<EventSummation>(
    SortedBlocks, const EventSumsLayout&, EventPrecision)>;

}  // namespace fitpack
