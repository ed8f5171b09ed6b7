#include "fitpack/parallel/communicator.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/node_count.hpp"
#include "fitpack/parallel/tree_reduce.hpp"

namespace fitpack {
namespace {

const Communicator& world() {
  static const Communicator comm = Communicator::world();
  return comm;
}

TEST(MpiCommunicator, BroadcastsFromAnyRoot) {
  for (int root = 0; root < world().size(); ++root) {
    std::vector<double> values(3, world().rank() == root ? 2.5 : 0.0);
    world().broadcast(std::span<double>(values), root);
    EXPECT_EQ(values, std::vector<double>(3, 2.5));
    std::string text = world().rank() == root ? "root " + std::to_string(root) : "";
    world().broadcast(text, root);
    EXPECT_EQ(text, "root " + std::to_string(root));
    std::vector<double> sized(world().rank() == root ? 5U : 1U, 1.0);
    world().broadcast(sized, root);
    EXPECT_EQ(sized, std::vector<double>(5, 1.0));
  }
}

// All ranks of a test run on one node.
TEST(MpiCommunicator, CountsRanksOfANodeThatHaveTheSame) {
  EXPECT_EQ(count_on_node(world(), 7), world().size());
  EXPECT_EQ(count_on_node(world(), world().rank()), 1);
  const int devices = 2, same = world().rank() % devices;
  EXPECT_EQ(count_on_node(world(), same), (world().size() + devices - 1 - same) / devices);
  EXPECT_EQ(count_on_node({}, 3), 1);
}

TEST(MpiCommunicator, GathersPartsOfDifferentLengthInOrder) {
  const std::vector<double> mine(static_cast<std::size_t>(world().rank()),
                                 static_cast<double>(world().rank()));
  const std::vector<double> all = world().gather(mine);
  std::vector<double> wanted;
  for (int rank = 0; rank < world().size(); ++rank)
    wanted.insert(wanted.end(), static_cast<std::size_t>(rank), static_cast<double>(rank));
  EXPECT_EQ(all, world().is_root() ? wanted : std::vector<double>{});

  const std::vector<std::string> texts =
      world().gather(std::string(static_cast<std::size_t>(2 * world().rank()), 'x'));
  EXPECT_EQ(texts.size(), world().is_root() ? static_cast<std::size_t>(world().size()) : 0U);
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(texts[i].size(), 2 * i);
}

TEST(MpiCommunicator, ReducesIntegersToAll) {
  const auto size = static_cast<std::int64_t>(world().size());
  EXPECT_EQ(world().all_sum(world().rank()), size * (size - 1) / 2);
  EXPECT_EQ(world().all_max(world().rank()), size - 1);
}

/// The ranks of this test share one machine. Groups of one would otherwise all be number 0.
TEST(MpiCommunicator, KnowsItsNumberOnTheNodeInEveryGroup) {
  EXPECT_EQ(world().rank_on_node(), world().rank());
  const Communicator alone = world().split(world().rank());
  EXPECT_EQ(alone.rank(), 0);
  EXPECT_EQ(alone.rank_on_node(), world().rank());
  EXPECT_EQ(alone.split(0).rank_on_node(), world().rank());
  EXPECT_EQ(Communicator().rank_on_node(), 0);
}

TEST(MpiCommunicator, CountsWhatItCommunicates) {
  const Communicator part = world().split(0);  // a group of its own counts from zero
  std::vector<double> values(3, 1.0);
  part.broadcast(std::span<double>(values));
  EXPECT_EQ(part.all_sum(1), part.size());
  const Traffic after_collectives = part.traffic();
  const bool alone = part.size() == 1;
  EXPECT_EQ(after_collectives.collectives, alone ? 0U : 2U);
  EXPECT_EQ(after_collectives.bytes(), alone ? 0U : 3 * sizeof(double) + sizeof(std::int64_t));
  EXPECT_EQ(after_collectives.sends + after_collectives.receives, 0U);

  constexpr std::size_t length = 7;
  TreeReduction tree(part, 23);
  std::vector<double> sum(length);
  const auto leaf = [](std::size_t block, std::span<double> out) {
    std::fill(out.begin(), out.end(), static_cast<double>(block));
  };
  tree(sum, leaf, [](std::span<double> left, std::span<const double> right) {
    for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
  });
  const Traffic traffic = part.traffic();
  EXPECT_EQ(traffic.sent_bytes, traffic.sends * length * sizeof(double));
  EXPECT_EQ(traffic.received_bytes, traffic.receives * length * sizeof(double));
  EXPECT_EQ(traffic.sends > 0, part.rank() > 0);  // every other rank hands its sum on
  EXPECT_EQ(part.all_sum(static_cast<std::int64_t>(traffic.sends)),
            part.all_sum(static_cast<std::int64_t>(traffic.receives)));
  EXPECT_EQ(world().split(0).traffic().messages(), 0U);
  EXPECT_EQ(Communicator().traffic().messages(), 0U);
}

TEST(MpiCommunicator, SendsAroundARing) {
  if (world().size() == 1) GTEST_SKIP() << "a ring needs two ranks";
  const int next = (world().rank() + 1) % world().size();
  const int previous = (world().rank() + world().size() - 1) % world().size();
  std::vector<double> token{0.0};
  if (world().is_root()) {
    world().send(std::vector<double>{1.0}, next);
    world().receive(token, previous);
    EXPECT_EQ(token[0], static_cast<double>(world().size()));
    world().send("done", next);
    EXPECT_EQ(world().wait_for_any_sender(), previous);
    EXPECT_EQ(world().receive_text(previous), "done");
  } else {
    world().receive(token, previous);
    token[0] += 1.0;
    world().send(token, next);
    world().send(world().receive_text(previous), next);
  }
}

TEST(MpiCommunicator, SplitsIntoGroupsOrderedByRank) {
  const Communicator group = world().split(world().rank() % 2);
  EXPECT_EQ(group.rank(), world().rank() / 2);
  const int even = (world().size() + 1) / 2;
  EXPECT_EQ(group.size(), world().rank() % 2 == 0 ? even : world().size() - even);
  EXPECT_EQ(group.all_max(world().rank() % 2), world().rank() % 2);
}

/// A merge that neither commutes nor associates, on every number of blocks up to 20.
TEST(MpiTreeReduction, HasTheBitsOfTheSerialTree) {
  for (std::size_t n_blocks = 1; n_blocks <= 20; ++n_blocks) {
    const auto reduce = [&](const Communicator& comm) {
      TreeReduction tree(comm, n_blocks);
      std::vector<double> result(300, 0.0);
      for (int repetition = 0; repetition < 2; ++repetition)
        tree(
            result,
            [&](std::size_t block, std::span<double> payload) {
              EXPECT_TRUE(tree.local_blocks().contains(block));
              for (std::size_t i = 0; i < payload.size(); ++i)
                payload[i] = std::sin(static_cast<double>(block * 300 + i));
            },
            [](std::span<double> left, std::span<const double> right) {
              for (std::size_t i = 0; i < left.size(); ++i)
                left[i] = left[i] / 3.0 - right[i] * left[i] + right[i];
            });
      return result;
    };
    const std::vector<double> parallel = reduce(world());
    if (world().is_root()) {
      EXPECT_EQ(parallel, reduce({})) << n_blocks << " blocks";
    }
  }
}

/// What `body` of rank `failing` throws, as all ranks see it.
template <class Body>
std::pair<ExitCode, std::string> agreed(Body&& body) {
  try {
    agree(world(), body);
  } catch (const Error& error) {
    return {error.exit_code(), error.what()};
  }
  return {ExitCode::converged, ""};
}

TEST(MpiAgreement, LowestFailingRankSpeaksForAll) {
  const int last = world().size() - 1;
  const auto [code, message] = agreed([&] {
    if (world().rank() == last) throw DataError("broken file");
  });
  EXPECT_EQ(code, ExitCode::data);
  const std::string prefix =
      last == 0 ? "" : "rank " + std::to_string(last) + " of " + std::to_string(last + 1) + ": ";
  EXPECT_EQ(message, prefix + "broken file");
}

TEST(MpiAgreement, FailuresThatAreAlikeNameNoRank) {
  const auto [code, message] = agreed([] { throw InputError("card.yaml:3: unknown key"); });
  EXPECT_EQ(code, ExitCode::usage);
  EXPECT_EQ(message, "card.yaml:3: unknown key");
}

TEST(MpiAgreement, NothingHappensWithoutAFailure) {
  EXPECT_EQ(agreed([] {}).first, ExitCode::converged);
}

}  // namespace
}  // namespace fitpack
