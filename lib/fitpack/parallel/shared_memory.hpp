#pragma once

#include <cstddef>

#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// Memory that the ranks of a group have in common, all of them on one node: an MPI-3 shared
/// window. It starts on a cache-line boundary. What one rank writes the others see after
/// `synchronise`.
class SharedMemory {
 public:
  /// Collective. `bytes`: alike on all ranks, not zero.
  SharedMemory(const Communicator& ranks, std::size_t bytes);
  /// Collective, and before MPI ends. While an exception passes, the memory is left to the end of
  /// the program instead: the other ranks need not be on their way here.
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  [[nodiscard]] std::byte* data() const { return data_; }

  /// Collective: all have written what they had to write, and see it.
  void synchronise() const;

  /// The room a node has for shared memory, in bytes; the largest number where it is not known.
  /// Local.
  [[nodiscard]] static std::size_t room();

 private:
  struct Window;
  Communicator ranks_;  // keeps the group alive as long as the window
  Window* window_;
  std::byte* data_ = nullptr;
};

}  // namespace fitpack
