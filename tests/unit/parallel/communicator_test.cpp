#include "fitpack/parallel/communicator.hpp"

#include <gtest/gtest.h>

#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/tree_reduce.hpp"

namespace fitpack {
namespace {

TEST(SerialCommunicator, IsRankZeroOfOne) {
  const Communicator comm;
  EXPECT_EQ(comm.rank(), 0);
  EXPECT_EQ(comm.size(), 1);
  EXPECT_TRUE(comm.is_root());
  EXPECT_TRUE(comm.is_serial());
  EXPECT_EQ(comm.mpi_handle(), nullptr);
  EXPECT_TRUE(comm.split(3).is_serial());
}

TEST(SerialCommunicator, CollectivesKeepTheValues) {
  const Communicator comm;
  std::vector<double> values{1.0, 2.0};
  comm.broadcast(std::span<double>(values));
  std::string text = "abc";
  comm.broadcast(text);
  EXPECT_EQ(text, "abc");
  EXPECT_EQ(comm.gather(values), (std::vector<double>{1.0, 2.0}));
  EXPECT_EQ(comm.gather(text), std::vector<std::string>{"abc"});
  EXPECT_EQ(comm.all_sum(7), 7);
  EXPECT_EQ(comm.all_max(-7), -7);
}

/// A merge that shows its order: the text of the tree.
TEST(TreeReduction, MergesNeighboursAlongAFixedTree) {
  TreeReduction tree({}, 5);
  std::vector<std::string> nodes;
  std::vector<double> result(2);
  tree(
      result,
      [](std::size_t block, std::span<double> payload) {
        payload[0] = payload[1] = static_cast<double>(block);  // first and last block of the node
      },
      [&](std::span<double> left, std::span<const double> right) {
        nodes.push_back(std::to_string(static_cast<int>(left[0])) + "-" +
                        std::to_string(static_cast<int>(right[1])));
        EXPECT_EQ(left[1] + 1.0, right[0]);
        left[1] = right[1];
      });
  EXPECT_EQ(nodes, (std::vector<std::string>{"0-1", "0-2", "3-4", "0-4"}));
  EXPECT_EQ(result, (std::vector<double>{0.0, 4.0}));
}

TEST(TreeReduction, LeavesTheResultAloneWithoutBlocks) {
  TreeReduction tree({}, 0);
  std::vector<double> result{3.0};
  tree(
      result, [](std::size_t, std::span<double> p) { p[0] = 1.0; },
      [](std::span<double>, std::span<const double>) {});
  EXPECT_EQ(result[0], 3.0);
}

TEST(Agreement, PassesErrorsOnWithTheirExitCode) {
  try {
    agree({}, [] { throw DataError("file.csv:3: no"); });
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::data);
    EXPECT_STREQ(error.what(), "file.csv:3: no");
  }
}

TEST(Agreement, TurnsOtherExceptionsIntoInternalErrors) {
  try {
    agree({}, [] { throw std::out_of_range("index 7"); });
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::internal);
    EXPECT_STREQ(error.what(), "index 7");
  }
}

TEST(Agreement, GuardKeepsTheFirstFailureAndForgetsItWhenSettled) {
  FailureGuard guard;
  EXPECT_TRUE(guard.run([] {}));
  EXPECT_FALSE(guard.run([] { throw InputError("first"); }));
  EXPECT_FALSE(guard.run([] { throw InputError("second"); }));
  try {
    guard.settle({});
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "first");
  }
  EXPECT_NO_THROW(guard.settle({}));
}

}  // namespace
}  // namespace fitpack
