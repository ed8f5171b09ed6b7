#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack {

/// Sets of PDFs and, for predictions that depend on more than them, the parameters θ they are of.
struct PdfSets {
  std::size_t n_sets = 0;
  std::span<const double> f;      ///< n_sets × columns of the kernel
  std::span<const double> theta;  ///< n_sets × parameters; empty: not needed

  /// Sets [first, first + count).
  [[nodiscard]] PdfSets part(std::size_t first, std::size_t count) const {
    if (n_sets == 0) return {};
    const std::size_t size = f.size() / n_sets, n = theta.size() / n_sets;
    return {count, f.subspan(first * size, count * size), theta.subspan(first * n, count * n)};
  }
};

/// Predictions of many sets of PDFs at once, T = K f or others that a device makes (BatchForm),
/// with the kernel held where the products are made. One object serves one thread at a time.
class BatchProducts {
 public:
  virtual ~BatchProducts() = default;

  [[nodiscard]] virtual std::size_t n_rows() const = 0;  ///< of all blocks of the kernel
  [[nodiscard]] virtual std::size_t n_columns() const = 0;
  [[nodiscard]] virtual std::string description() const = 0;  ///< "CPU", "GPU 0 (…)"

  /// out[set][row] = T; out: n_sets × n_rows, rows in the order of the blocks. Any number of sets:
  /// what does not fit into the memory of a device goes through it in parts.
  virtual void predict(const PdfSets& sets, std::span<double> out) = 0;
};

/// On the processor that calls: each set has the bits of LinearKernel::apply. The kernel is
/// referred to, not copied, and must outlive the object.
[[nodiscard]] std::unique_ptr<BatchProducts> make_cpu_products(const LinearKernel& kernel);

}  // namespace fitpack
