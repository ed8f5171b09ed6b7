#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/events/density_kernel.hpp"

namespace fitpack {

/// Products with the matrix G of a DensityKernel, made elsewhere than by the kernel itself: with
/// events on a device they would take the processor as long as the device takes for the events.
/// Local; one object serves one thread at a time. Same input, same bits.
class NodeProducts {
 public:
  virtual ~NodeProducts() = default;
  /// g = G f, n_nodes numbers.
  [[nodiscard]] virtual std::vector<double> node_values(std::span<const double> f) = 0;
  /// Gᵀ w, n_columns numbers.
  [[nodiscard]] virtual std::vector<double> transposed(std::span<const double> node_weights) = 0;
};

/// Empty: the kernel itself, on the processor.
using NodeProductsMaker = std::function<std::unique_ptr<NodeProducts>(const DensityKernel&)>;

}  // namespace fitpack
