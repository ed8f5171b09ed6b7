#include "fitpack/parallel/node_count.hpp"

#include <algorithm>
#include <vector>

namespace fitpack {

std::int64_t count_on_node(const Communicator& world, std::int64_t value) {
  const Communicator node = world.split_by_node();
  const std::vector<double> mine{static_cast<double>(value)};
  std::vector<double> all = node.gather(mine);
  node.broadcast(all);
  return std::ranges::count(all, mine.front());
}

}  // namespace fitpack
