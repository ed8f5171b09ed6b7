#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/parallel/node_share.hpp"

namespace fitpack {

/// The elements of one block of kernel rows on a cache-line boundary: memory of its own or, once it
/// is pooled, a part of what the ranks of a node share. Copies of pooled elements are the same
/// memory.
template <class T>
class BlockElements {
 public:
  BlockElements() = default;
  explicit BlockElements(std::size_t n) : own_(n, T{}) {}

  [[nodiscard]] std::size_t size() const { return memory_ ? pooled_.size() : own_.size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  /// Elements that are pooled are not to be written.
  [[nodiscard]] T* data() { return memory_ ? pooled_.data() : own_.data(); }
  [[nodiscard]] const T* data() const { return memory_ ? pooled_.data() : own_.data(); }
  [[nodiscard]] std::span<T> all() { return {data(), size()}; }
  [[nodiscard]] std::span<const T> all() const { return {data(), size()}; }

  /// Memory of its own, filled with zeros; of size zero: none.
  void reset(std::size_t n) { *this = BlockElements(n); }
  void move_into(std::span<T> pooled, std::shared_ptr<const SharedMemory> memory) {
    decltype(own_)().swap(own_);  // gives the memory back, which an assignment of {} does not
    pooled_ = pooled;
    memory_ = std::move(memory);
  }

 private:
  std::vector<T, CacheLineAllocator<T>> own_;
  std::span<T> pooled_;
  std::shared_ptr<const SharedMemory> memory_;
};

/// Collective over the world of `share`, inside its `run`. Every rank brings the blocks it stores;
/// afterwards all blocks are there on all ranks that share them. A rank that shares with nobody
/// keeps what it has.
template <class T>
void pool_blocks(std::span<BlockElements<T>* const> blocks, const NodeShare& share) {
  constexpr auto line = static_cast<std::size_t>(CacheLineAllocator<T>::alignment);
  std::vector<double> mine;
  for (std::size_t b = 0; b < blocks.size(); ++b)
    if (share.stores(b)) mine.push_back(static_cast<double>(blocks[b]->size()));
  const std::vector<double> all = share.concatenated(mine);
  // Blocks lie in the order of the ranks that bring them.
  std::vector<std::size_t> offsets(blocks.size()), sizes(blocks.size());
  std::size_t bytes = 0, position = 0;
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(share.size()); ++rank)
    for (std::size_t b = rank; b < blocks.size(); b += static_cast<std::size_t>(share.size())) {
      sizes[b] = static_cast<std::size_t>(all[position++]);
      offsets[b] = bytes;
      bytes += (sizes[b] * sizeof(T) + line - 1) / line * line;
    }
  const std::shared_ptr<const SharedMemory> memory = share.allocate(bytes);
  if (!memory) return;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::span<T> place(reinterpret_cast<T*>(memory->data() + offsets[b]), sizes[b]);
    if (share.stores(b)) std::ranges::copy(blocks[b]->all(), place.begin());
    blocks[b]->move_into(place, memory);
  }
  memory->synchronise();
}

}  // namespace fitpack
