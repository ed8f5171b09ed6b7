#include <gtest/gtest.h>

#include "fitpack/parallel/communicator.hpp"
#include "fitpack/parallel/mpi_session.hpp"

/// Runs the tests on every rank; fails if any rank's tests fail.
int main(int argc, char** argv) {
  const fitpack::MpiSession session(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  const fitpack::Communicator world = fitpack::Communicator::world();
  if (!world.is_root()) {
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    // The default printer of rank 0 is enough; failures elsewhere still print through it.
    testing::TestEventListener* printer = listeners.Release(listeners.default_result_printer());
    struct FailuresOnly : testing::EmptyTestEventListener {
      explicit FailuresOnly(testing::TestEventListener* p) : printer(p) {}
      void OnTestPartResult(const testing::TestPartResult& result) override {
        if (result.failed()) printer->OnTestPartResult(result);
      }
      std::unique_ptr<testing::TestEventListener> printer;
    };
    listeners.Append(new FailuresOnly(printer));  // owned by the list
  }
  const int failed = RUN_ALL_TESTS();
  return world.all_max(failed) == 0 ? 0 : 1;
}
