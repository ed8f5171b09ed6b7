#pragma once

#include <cstddef>

namespace fitpack {

/// How products of kernel rows with sets of PDFs go through the memory of a device.
struct BatchPlan {
  std::size_t rows_at_once = 0;  ///< kernel rows on the device; all: they stay there
  std::size_t slots = 0;         ///< batches of sets in flight together

  /// False: not even one row and one set fit.
  [[nodiscard]] bool possible() const { return slots > 0; }
};

/// `row`, `set`: bytes of a row, and of the buffers of a set.
struct BatchSizes {
  std::size_t n_rows = 0, row = 0, set = 0;
};

/// Keeps all rows on the device if a quarter of the memory is left for sets, and gives the sets two
/// slots: one batch travels while another is multiplied. Else the rows go there in parts that take
/// half of it, and sets have one slot, since they wait for the rows.
[[nodiscard]] BatchPlan plan_batch(const BatchSizes& sizes, std::size_t memory);

}  // namespace fitpack
