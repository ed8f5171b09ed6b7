// Every test begins with one emulated device as it is by default, and fails where the emulation
// has seen a mistake.
#include <gtest/gtest.h>

#include "support/cuda_emulation/emulation.hpp"

namespace {

class FreshMachine : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& /*test*/) override { cuda_emulation::set_up({}); }
  void OnTestEnd(const testing::TestInfo& /*test*/) override {
    for (const std::string& finding : cuda_emulation::take_findings()) ADD_FAILURE() << finding;
  }
};

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new FreshMachine);
  return RUN_ALL_TESTS();
}
