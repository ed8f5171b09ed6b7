#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/parallel/shared_memory.hpp"

namespace fitpack {

/// The ranks of one node that hold the same blocks of rows, because groups of ranks work side by
/// side on copies of one problem. They store every block once: each keeps the blocks it `stores`,
/// which are then brought into memory that all see. The default-constructed value shares with
/// nobody.
///
/// Sharing happens while groups are set up, all of them in the same steps inside `run`. Where ranks
/// of different groups meet, all groups agree on failures first: a group that failed on its way has
/// gone to the end of `run`, the others learn of it where they are, and all throw the same Error.
class NodeShare {
 public:
  NodeShare() = default;
  /// Groups of `world` that share nothing, but agree on failures.
  explicit NodeShare(const Communicator& world) : world_(world) {}
  /// Collective over `world`, of which `group` is this rank's part. Ranks of one node with the same
  /// number in groups of the same size share.
  NodeShare(const Communicator& world, const Communicator& group);

  /// Whether any ranks of the world share; what follows is collective over the world then.
  [[nodiscard]] bool is_active() const { return active_; }
  /// Ranks that share with this one, itself included.
  [[nodiscard]] int size() const { return sharers_.size(); }
  [[nodiscard]] bool stores(std::size_t block) const {
    return block % static_cast<std::size_t>(sharers_.size()) ==
           static_cast<std::size_t>(sharers_.rank());
  }

  /// Collective over the world: sets up the groups. `body` may communicate inside its group and
  /// call `allocate`; what it makes outlives it, since a group that failed does not come to free
  /// it. Returns on all ranks or throws the same Error on all.
  template <class Body>
  void run(Body&& body) {
    FailureGuard guard;
    all_know_ = false;
    try {
      body();
    } catch (...) {
      if (all_know_) throw;
      guard.keep(std::current_exception());
    }
    guard.settle(world_);
  }

  /// Collective over the world, inside `run`. Memory for this rank and those that share with it,
  /// `bytes` alike on these: null where it shares with nobody or wants none. Throws InputError on
  /// all ranks where a node has no room for what its ranks want.
  [[nodiscard]] std::shared_ptr<const SharedMemory> allocate(std::size_t bytes) const;
  /// Collective over the world, inside `run`. The lists of those that share with this rank behind
  /// each other, in their order.
  [[nodiscard]] std::vector<double> concatenated(const std::vector<double>& mine) const;

 private:
  /// All groups agree that none has failed.
  void meet(FailureGuard& guard) const;

  Communicator world_, node_, sharers_;
  bool active_ = false;
  mutable bool all_know_ = false;  ///< that the failure on its way is everybody's
};

}  // namespace fitpack
