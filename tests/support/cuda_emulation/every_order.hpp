#pragma once

#include <gtest/gtest.h>

#include "support/cuda_emulation/emulation.hpp"

namespace cuda_emulation {

/// Runs `work` with every order of threads and timing of streams; what it returns must be the same,
/// to the bit. `work` must begin with nothing on the devices. The machine is then `machine` again.
template <class Work>
void expect_same_in_every_order(const Work& work, Machine machine = {}) {
  const auto run = [&](Order order, std::uint64_t shuffle, Timing timing) {
    machine.order = order;
    machine.shuffle = shuffle;
    machine.timing = timing;
    set_up(machine);
    return work();
  };
  const auto expected = run(Order::forward, 1, Timing::at_once);
  EXPECT_TRUE(expected == run(Order::forward, 1, Timing::late)) << "a stream is not waited for";
  EXPECT_TRUE(expected == run(Order::backward, 1, Timing::late)) << "threads race";
  for (const std::uint64_t shuffle : {1U, 2U})
    EXPECT_TRUE(expected == run(Order::shuffled, shuffle, Timing::late)) << "threads race";
}

}  // namespace cuda_emulation
