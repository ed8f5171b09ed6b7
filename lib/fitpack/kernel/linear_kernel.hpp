#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "fitpack/kernel/block_elements.hpp"
#include "fitpack/kernel/dense_product.hpp"
#include "fitpack/kernel/support.hpp"

namespace fitpack {

/// The kernel rows of the blocks a rank holds: T = K f. Each block has its own cache-line-aligned
/// storage, row-major, rows × n_columns, so that a product over a block has the same bits on any
/// rank. Ranks of a node that hold the same blocks can store them once (`pool`): until then each
/// has the elements of some blocks only. Local but for `pool`.
class LinearKernel {
 public:
  LinearKernel() = default;
  /// `rows_of_blocks`: the number of rows of each local block. All elements start as zero; there
  /// are those of the blocks that this rank stores in `share`.
  LinearKernel(std::size_t n_columns, const std::vector<std::size_t>& rows_of_blocks,
               const NodeShare& share = {});

  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  [[nodiscard]] std::size_t n_blocks() const { return blocks_.size(); }
  [[nodiscard]] std::size_t n_rows(std::size_t block) const { return blocks_[block].rows; }
  [[nodiscard]] std::size_t bytes() const;  ///< of the rows that can be read here
  /// Whether this rank has the elements of a block.
  [[nodiscard]] bool holds(std::size_t block) const {
    return n_rows(block) == 0 || !blocks_[block].elements.empty();
  }
  /// Lets go of the elements of blocks that others store.
  void keep_share(const NodeShare& share);
  /// Collective over the world of `share`, inside its `run`; after find_support: from now on all
  /// ranks have all blocks, which must not change any more.
  void pool(const NodeShare& share);
  /// As `pool`, but of the runs alone: the elements are zero, and this rank's own.
  void pool_support(const NodeShare& share);

  /// Row i of a block: n_columns elements.
  [[nodiscard]] std::span<double> row(std::size_t block, std::size_t i);
  [[nodiscard]] std::span<const double> row(std::size_t block, std::size_t i) const;

  /// All rows of a block: n_rows × n_columns, row-major.
  void copy_rows(std::size_t block, std::span<double> out) const;

  /// To be called when all rows are filled: finds the runs of columns that are not zero (a point at
  /// x sees no node below x), which alone enter the products from then on; leaving out the others
  /// changes no bit. Until it is called all columns enter; afterwards rows may change only within
  /// the runs found.
  void find_support();
  /// The share of elements that enter the products, 0…1.
  [[nodiscard]] double density() const;

  /// theory[i] = Σ_a K[i][a] f[a] for the rows of a block; f has n_columns elements.
  void apply(std::size_t block, std::span<const double> f, std::span<double> theory) const;

  /// out = K · table for the rows of a block; table [n_columns][stride], out [n_rows][stride],
  /// stride a multiple of column_padding. With table = [f | ∂f]: out = [T | ∂T], and its column 0
  /// has the bits of `apply`.
  void apply_table(std::size_t block, std::span<const double> table, std::size_t stride,
                   std::span<double> out) const;

  friend LinearKernel union_of_supports(std::span<const LinearKernel> kernels);
  friend class KernelFamily;

 private:
  struct Block {
    std::size_t rows = 0;
    BlockElements<double> elements;
    BlockRuns runs;  ///< of each group of rows_per_group rows
  };
  [[nodiscard]] std::vector<BlockRuns*> runs_of_blocks();
  /// The rows [8 group, …) of a block as a matrix.
  [[nodiscard]] ConstMatrixView group_of_rows(const Block& block, std::size_t group) const;

  std::size_t n_columns_ = 0;
  std::size_t stride_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace fitpack
