#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// A run of x-nodes from `first` to the end of the grid.
struct NodeWindow {
  std::size_t first = 0;
  std::size_t size = 0;
};

/// A bilinear form uᵀ B v of two vectors over the x-nodes; below the windows B is zero. Row-major,
/// window of u × window of v. Products with several vectors at once: column_padding columns,
/// row-major, on the nodes of a window. Local.
class BilinearForm {
 public:
  BilinearForm() = default;
  BilinearForm(NodeWindow left, NodeWindow right);

  [[nodiscard]] NodeWindow left() const { return left_; }
  [[nodiscard]] NodeWindow right() const { return right_; }
  [[nodiscard]] std::span<double> elements() { return elements_; }
  [[nodiscard]] std::span<const double> elements() const { return elements_; }
  [[nodiscard]] double& at(std::size_t i, std::size_t j) { return elements_[i * right_.size + j]; }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const {
    return elements_[i * right_.size + j];
  }

  /// out = B v: `v` right().size × 8, `out` left().size × 8.
  void apply_to_right(std::span<const double> v, std::span<double> out) const;
  /// out = Bᵀ u: `u` left().size × 8, `out` right().size × 8.
  void apply_to_left(std::span<const double> u, std::span<double> out) const;
  /// B v of one vector.
  [[nodiscard]] std::vector<double> times(std::span<const double> v) const;
  /// Bᵀ u of one vector.
  [[nodiscard]] std::vector<double> transposed_times(std::span<const double> u) const;

 private:
  [[nodiscard]] ConstMatrixView view() const {
    return {elements_.data(), left_.size, right_.size, right_.size};
  }
  NodeWindow left_, right_;
  AlignedVector elements_;
};

}  // namespace fitpack
