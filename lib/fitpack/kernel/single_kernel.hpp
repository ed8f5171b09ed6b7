#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/kernel/block_elements.hpp"
#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack {

/// Kernel rows in single precision, for very many points: T = K f with elements rounded to
/// 6e-8 and products in double precision. Only the runs of columns that are not zero in eight
/// consecutive rows are stored, the eight rows' elements of a column side by side: with half of
/// the elements zero a row takes a quarter of that of a LinearKernel. Bits do not depend on the
/// rank. Local but for `pool`.
class SingleKernel {
 public:
  SingleKernel() = default;
  /// `rows_of_blocks`: the number of rows of each local block, to be given by set_block.
  SingleKernel(std::size_t n_columns, const std::vector<std::size_t>& rows_of_blocks);
  /// Of the blocks whose elements are there.
  explicit SingleKernel(const LinearKernel& kernel);

  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  [[nodiscard]] std::size_t n_blocks() const { return blocks_.size(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const { return blocks_[block].rows; }
  [[nodiscard]] std::size_t bytes() const;  ///< of the rows that can be read here

  /// Stores the rows of a block: n_rows × n_columns.
  void set_block(std::size_t block, ConstMatrixView rows);

  /// All rows of a block, as they are stored: n_rows × n_columns, row-major.
  void copy_rows(std::size_t block, std::span<double> out) const;

  /// Collective over the world of `share`, inside its `run`: ranks have set the blocks they store,
  /// from now on they have all, which must not change any more.
  void pool(const NodeShare& share);

  /// As of LinearKernel: theory[i] = Σ_a K[i][a] f[a], and out = K · table, whose column 0 has the
  /// bits of `apply`.
  void apply(std::size_t block, std::span<const double> f, std::span<double> theory) const;
  void apply_table(std::size_t block, std::span<const double> table, std::size_t stride,
                   std::span<double> out) const;

 private:
  struct Block {
    std::size_t rows = 0;
    BlockRuns runs;  ///< of each group of rows_per_group rows, whose elements follow each other
    BlockElements<float> elements;
  };
  std::size_t n_columns_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace fitpack
