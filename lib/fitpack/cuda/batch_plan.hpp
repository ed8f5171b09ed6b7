#pragma once

#include <cstddef>

namespace fitpack {

/// How a product of kernel rows with sets of PDFs goes through the memory of a device.
struct BatchPlan {
  std::size_t rows_at_once = 0;  ///< kernel rows on the device; all: they stay there
  std::size_t sets_at_once = 0;  ///< at least 1 unless rows_at_once is 0

  /// False: not even one row and one set fit.
  [[nodiscard]] bool possible() const { return rows_at_once > 0 && sets_at_once > 0; }
};

/// Bytes of one element of the kernel and the PDFs, of the predictions, and of either as it
/// travels.
struct BatchElements {
  std::size_t factor = sizeof(double);
  std::size_t result = sizeof(double);
  std::size_t travelling = sizeof(double);
};

/// Keeps all rows on the device if a quarter of the memory is left for sets, else gives the rows
/// half of it. `slots`: pairs of buffers for PDFs and predictions that are in flight together.
[[nodiscard]] BatchPlan plan_batch(std::size_t n_rows, std::size_t n_columns, std::size_t memory,
                                   std::size_t slots, BatchElements elements = {});

}  // namespace fitpack
