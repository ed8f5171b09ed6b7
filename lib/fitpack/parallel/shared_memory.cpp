#include "fitpack/parallel/shared_memory.hpp"

#include <cstdint>
#include <exception>
#include <filesystem>
#include <limits>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/parallel/mpi_c.hpp"

namespace fitpack {

struct SharedMemory::Window {
  MPI_Win handle = MPI_WIN_NULL;
};

namespace {

constexpr auto cache_line = static_cast<std::size_t>(CacheLineAllocator<std::byte>::alignment);

/// Windows begin at addresses that differ from rank to rank by whole pages.
std::byte* aligned(void* begin) {
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  return static_cast<std::byte*>(begin) + (cache_line - address % cache_line) % cache_line;
}

}  // namespace

SharedMemory::SharedMemory(const Communicator& ranks, std::size_t bytes)
    : ranks_(ranks), window_(new Window) {
  // All of it belongs to rank 0; who writes a page first decides where it lies.
  const std::size_t mine = ranks.is_root() ? bytes + cache_line : 0;
  void* begin = nullptr;
  MPI_Win_allocate_shared(static_cast<MPI_Aint>(mine), 1, MPI_INFO_NULL,
                          *static_cast<const MPI_Comm*>(ranks.mpi_handle()),
                          static_cast<void*>(&begin), &window_->handle);
  MPI_Aint size = 0;
  int unit = 0;
  MPI_Win_shared_query(window_->handle, 0, &size, &unit, static_cast<void*>(&begin));
  data_ = aligned(begin);
  MPI_Win_lock_all(MPI_MODE_NOCHECK, window_->handle);
}

SharedMemory::~SharedMemory() {
  if (std::uncaught_exceptions() == 0) {
    MPI_Win_unlock_all(window_->handle);
    MPI_Win_free(&window_->handle);
  }
  delete window_;
}

void SharedMemory::synchronise() const {
  MPI_Win_sync(window_->handle);
  ranks_.barrier();
  MPI_Win_sync(window_->handle);
}

std::size_t SharedMemory::room() {
  std::error_code unknown;
  const auto space = std::filesystem::space("/dev/shm", unknown);
  return unknown ? std::numeric_limits<std::size_t>::max() : space.available;
}

}  // namespace fitpack
