#include "fitpack/core/suspendable_call.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fitpack {
namespace {

TEST(SuspendableCallTest, TakesTurnsWithItsCaller) {
  std::string text;
  SuspendableCall call([&] {
    text += "a";
    call.suspend();
    text += "b";
    call.suspend();
    text += "c";
  });
  EXPECT_FALSE(call.has_begun());
  for (const char* mark : {"1", "2", "3"}) {
    EXPECT_FALSE(call.has_ended());
    call.resume();
    text += mark;
  }
  EXPECT_TRUE(call.has_ended());
  EXPECT_EQ(text, "a1b2c3");
}

/// Sums 1 … n in the depth of its calls, with something to hold in each of them.
double sum_below(SuspendableCall& call, int n) {
  const std::vector<double> held(10, n);
  if (n == 0) {
    call.suspend();
    return 0.0;
  }
  return held.back() + sum_below(call, n - 1);
}

TEST(SuspendableCallTest, ManyKeepTheirStacks) {
  constexpr int count = 300;
  std::vector<double> sums(count, -1.0);
  std::vector<std::unique_ptr<SuspendableCall>> calls(count);
  for (int k = 0; k < count; ++k) {
    const auto at = static_cast<std::size_t>(k);
    calls[at] =
        std::make_unique<SuspendableCall>([&, at, k] { sums[at] = sum_below(*calls[at], k); });
    calls[at]->resume();
  }
  for (auto& call : calls) call->resume();
  for (int k = 0; k < count; ++k) EXPECT_EQ(sums[static_cast<std::size_t>(k)], 0.5 * k * (k + 1));
}

TEST(SuspendableCallTest, ExceptionsReachWhoResumes) {
  SuspendableCall call([&] {
    try {
      call.suspend();
      throw std::runtime_error("inside");
    } catch (const std::runtime_error&) {
    }
    call.suspend();
    throw std::runtime_error("out of it");
  });
  call.resume();
  EXPECT_NO_THROW(call.resume());
  EXPECT_THROW(call.resume(), std::runtime_error);
  EXPECT_TRUE(call.has_ended());
}

TEST(SuspendableCallTest, NeedNotBegin) {
  bool begun = false;
  {
    const SuspendableCall call([&] { begun = true; });
  }
  EXPECT_FALSE(begun);
}

}  // namespace
}  // namespace fitpack
