#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack {

/// Predictions of many sets of PDFs at once, T = K F, with the kernel held where the products are
/// made. One object serves one thread at a time.
class BatchProducts {
 public:
  virtual ~BatchProducts() = default;

  [[nodiscard]] virtual std::size_t n_rows() const = 0;  ///< of all blocks of the kernel
  [[nodiscard]] virtual std::size_t n_columns() const = 0;
  [[nodiscard]] virtual std::string description() const = 0;  ///< "CPU", "GPU 0 (…)"

  /// out[set][row] = Σ_a K[row][a] f[set][a]; f: n_sets × n_columns, out: n_sets × n_rows, both
  /// row-major, rows in the order of the blocks. Any number of sets: what does not fit into the
  /// memory of a device goes through it in parts.
  virtual void predict(std::span<const double> f, std::size_t n_sets, std::span<double> out) = 0;
};

/// On the processor that calls: each set has the bits of LinearKernel::apply. The kernel is
/// referred to, not copied, and must outlive the object.
[[nodiscard]] std::unique_ptr<BatchProducts> make_cpu_products(const LinearKernel& kernel);

}  // namespace fitpack
