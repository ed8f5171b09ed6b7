#pragma once

#include <cstdint>

#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// Collective. How many ranks of this rank's node have the same value, itself included: those that
/// use one device, for example.
[[nodiscard]] std::int64_t count_on_node(const Communicator& world, std::int64_t value);

}  // namespace fitpack
