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

/// What sums over the events of a rank, with the events held where the sums are made. The bits of
/// the sums of a block depend on its events alone. Local; one object serves one thread at a time.
class EventSummation {
 public:
  virtual ~EventSummation() = default;

  [[nodiscard]] virtual std::string description() const = 0;  ///< "CPU", "GPU 0 (…)"

  /// Begins an evaluation; `add` then asks for the sums of blocks. `coefficients`: n_cells ×
  /// n_coefficients, to be kept until the next evaluation.
  virtual void evaluate(std::span<const double> coefficients, EventWant want) = 0;

  /// Adds the sums of one block to `sums`, layout.size(want) numbers.
  virtual void add(std::size_t block, std::span<double> sums) = 0;

  /// Where the first event lies whose density is not positive, in the order of the object.
  [[nodiscard]] virtual std::optional<dis::CellPoint> find_bad(
      std::span<const double> coefficients) = 0;
};

/// Sums on the processor, block by block: the reference for every other one.
[[nodiscard]] std::unique_ptr<EventSummation> make_cpu_summation(SortedBlocks blocks,
                                                                 const EventSumsLayout& layout,
                                                                 EventPrecision precision);

/// Makes a summation. Empty: the processor. What it throws is thrown on all ranks.
using EventSummationMaker = std::function<std::unique_ptr<EventSummation>(
    SortedBlocks, const EventSumsLayout&, EventPrecision)>;

}  // namespace fitpack
