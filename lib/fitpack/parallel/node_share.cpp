#include "fitpack/parallel/node_share.hpp"

#include <string>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

void require_room(std::size_t bytes) {
  const std::size_t room = SharedMemory::room();
  if (bytes <= room) return;
  constexpr std::size_t megabyte = 1000000;
  throw InputError("kernels of " + std::to_string(bytes / megabyte + 1) +
                   " MB do not fit into the node's shared memory (/dev/shm has " +
                   std::to_string(room / megabyte) +
                   " MB left); enlarge it, or set kernels.shared: off");
}

}  // namespace

NodeShare::NodeShare(const Communicator& world, const Communicator& group)
    : world_(world),
      node_(world.split_by_node()),
      sharers_(world.split(group.size()).split(group.rank()).split_by_node()),
      active_(world.all_max(sharers_.size()) > 1) {}

void NodeShare::meet(FailureGuard& guard) const {
  try {
    guard.settle(world_);
  } catch (...) {
    all_know_ = true;
    throw;
  }
}

std::shared_ptr<const SharedMemory> NodeShare::allocate(std::size_t bytes) const {
  FailureGuard nothing, guard;
  meet(nothing);
  const bool one_of_many = sharers_.size() > 1 && sharers_.is_root();
  const auto wanted = node_.all_sum(one_of_many ? static_cast<std::int64_t>(bytes) : 0);
  guard.run([&] { require_room(static_cast<std::size_t>(wanted)); });
  meet(guard);
  if (sharers_.size() == 1 || bytes == 0) return nullptr;
  return std::make_shared<const SharedMemory>(sharers_, bytes);
}

std::vector<double> NodeShare::concatenated(const std::vector<double>& mine) const {
  FailureGuard nothing;
  meet(nothing);
  std::vector<double> all = sharers_.gather(mine);
  sharers_.broadcast(all);
  return all;
}

}  // namespace fitpack
