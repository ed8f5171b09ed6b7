#include "fitpack/parallel/node_share.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <optional>
#include <string>

#include "fitpack/core/freed_memory.hpp"
#include "fitpack/kernel/single_kernel.hpp"
#include "fitpack/prediction/interpolated_prediction.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

constexpr std::size_t n_columns = 53, stride = 8;
const std::vector<std::size_t> block_sizes{20, 3, 0, 17, 8};

const Communicator& world() {
  static const Communicator comm = Communicator::world();
  return comm;
}
Communicator group_of(int size) { return world().split(world().rank() / size); }

double element(std::size_t block, std::size_t i, std::size_t a, double scale) {
  return scale * std::sin(static_cast<double>(100 * block + 7 * i + 3 * a) + scale);
}

/// Rows with more and more zeros; of the blocks that a rank stores.
LinearKernel example(double scale, const NodeShare& share = {}) {
  LinearKernel kernel(n_columns, block_sizes, share);
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
    for (std::size_t i = 0; kernel.holds(b) && i < kernel.n_rows(b); ++i)
      for (std::size_t a = 2 * i; a < n_columns; ++a) kernel.row(b, i)[a] = element(b, i, a, scale);
  kernel.find_support();
  return kernel;
}

AlignedVector table() {
  AlignedVector values(n_columns * stride);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::cos(static_cast<double>(i));
  return values;
}

template <class Kernel>
std::vector<double> products(const Kernel& kernel) {
  std::vector<double> all;
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
    std::vector<double> out(kernel.n_rows(b) * stride);
    kernel.apply_table(b, table(), stride, out);
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}

std::vector<double> predictions(const InterpolatedPrediction& prediction) {
  std::vector<double> all;
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    std::vector<double> out(prediction.n_rows(b) * stride);
    prediction.values_and_derivatives(b, table(), stride, out);
    all.insert(all.end(), out.begin(), out.end());
  }
  return all;
}

TEST(MpiSharedMemory, AllRanksSeeWhatEachWrote) {
  const Communicator node = world().split_by_node();
  const auto n = static_cast<std::size_t>(node.size());
  const SharedMemory memory(node, n * sizeof(double));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory.data()) % 64, 0U);
  auto* numbers = reinterpret_cast<double*>(memory.data());
  numbers[node.rank()] = 10.0 + node.rank();
  memory.synchronise();
  for (std::size_t k = 0; k < n; ++k) EXPECT_EQ(numbers[k], 10.0 + static_cast<double>(k));
  node.barrier();
}

/// All ranks here are on one node. Groups of 1, 2, …: the last one may be smaller and shares with
/// nobody then.
TEST(MpiNodeShare, SharersStoreEveryBlockOnce) {
  for (int size = 1; size <= world().size(); ++size) {
    const Communicator group = group_of(size);
    const NodeShare share(world(), group);
    const int whole_groups = world().size() / size;
    EXPECT_EQ(share.size(), group.size() == size ? whole_groups : 1);
    EXPECT_EQ(share.is_active(), whole_groups > 1);
    for (std::size_t b = 0; b < 5; ++b) {
      const std::int64_t copies =
          world().split(group.size()).split(group.rank()).all_sum(share.stores(b) ? 1 : 0);
      EXPECT_EQ(copies, 1) << "block " << b;
    }
  }
}

TEST(MpiNodeShare, PooledKernelsHaveTheBitsOfPrivateOnes) {
  const std::vector<double> expected = products(example(1.0));
  const std::vector<double> expected_single = products(SingleKernel(example(1.0)));
  for (int size = 1; size <= world().size(); ++size) {
    NodeShare share(world(), group_of(size));
    std::optional<LinearKernel> linear;
    std::optional<SingleKernel> single;
    share.run([&] {
      linear = example(1.0, share);
      single.emplace(*linear);
      linear->pool(share);
      single->pool(share);
    });
    EXPECT_EQ(products(*linear), expected);
    EXPECT_EQ(products(*single), expected_single);
    EXPECT_EQ(linear->bytes(), example(1.0).bytes());
    for (std::size_t b = 0; b < linear->n_blocks(); ++b)
      if (linear->n_rows(b) > 0) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(linear->row(b, 0).data()) % 64, 0U);
      }
  }
}

TEST(MpiNodeShare, PooledFamiliesHaveTheBitsOfPrivateOnes) {
  const auto nodes = [] { return std::vector{ParameterNodes(0, {{0.0, 1.0, {0.1, 0.5, 0.9}}})}; };
  const auto kernels = [](const NodeShare& share) {
    return std::vector{example(1.0, share), example(0.7, share), example(-2.0, share)};
  };
  InterpolatedPrediction alone(nodes(), kernels({}));
  for (int size = 1; size <= world().size(); ++size) {
    NodeShare share(world(), group_of(size));
    std::optional<InterpolatedPrediction> pooled;
    share.run([&] { pooled.emplace(nodes(), kernels(share), share); });
    // Every rank at a value of its own: what is shared is not what changes with it.
    const std::vector<double> theta{0.3 + 0.05 * world().rank()};
    alone.set_parameters(theta);
    pooled->set_parameters(theta);
    EXPECT_EQ(predictions(*pooled), predictions(alone));
  }
}

/// Memory of this process of the given kind, in bytes; of a page that n processes share 1/n. None
/// where the system does not say.
std::optional<double> proportional_memory(const std::string& kind) {
  std::ifstream file("/proc/self/smaps_rollup");
  for (std::string word; file >> word;)
    if (double kilobytes = 0.0; word == kind + ":" && file >> kilobytes) return 1024.0 * kilobytes;
  return std::nullopt;
}

double of_all_ranks(double value) {
  double sum = 0.0;
  for (const double one : world().gather(std::vector{value})) sum += one;
  return sum;
}

/// All ranks of the node together have the bytes of a kernel once, in the window, and none of
/// their own.
TEST(MpiNodeShare, NodeHasTheBytesOfAKernelOnce) {
  const std::size_t rows = 128, columns = 400;
  const std::vector<std::size_t> blocks(30, rows);
  const auto before_pooled = proportional_memory("Pss_Shmem");
  const auto before_own = proportional_memory("Pss_Anon");
  if (world().size() == 1 || !before_pooled || !before_own)
    GTEST_SKIP() << "one rank, or a system that does not tell shared memory from other memory";
  NodeShare share(world(), group_of(1));
  LinearKernel kernel;
  share.run([&] {
    kernel = LinearKernel(columns, blocks, share);
    for (std::size_t b = 0; b < blocks.size(); ++b)
      for (std::size_t i = 0; kernel.holds(b) && i < rows; ++i)
        std::ranges::fill(kernel.row(b, i), 1.0);
    kernel.find_support();
    kernel.pool(share);
  });
  return_freed_memory();
  double sum = 0.0;  // every rank reads all of it: pages count once they are looked at
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (std::size_t i = 0; i < rows; ++i) sum += kernel.row(b, i)[i];
  EXPECT_EQ(sum, static_cast<double>(rows * blocks.size()));
  world().barrier();
  const double pooled = of_all_ranks(*proportional_memory("Pss_Shmem") - *before_pooled);
  const double own = of_all_ranks(*proportional_memory("Pss_Anon") - *before_own);
  world().barrier();
  const auto copy = static_cast<double>(kernel.bytes());
  constexpr double alignment_and_messages = 0.1;  // of a copy
  if (!world().is_root()) return;                 // the sums are there
  EXPECT_NEAR(pooled / copy, 1.0, alignment_and_messages);
  EXPECT_LT(own / copy, alignment_and_messages);
}

/// Groups that fail before, between and after the points where groups meet: all throw the same
/// error, nobody waits for ever, and memory that was made is left alone.
TEST(MpiNodeShare, FailureOfOneGroupIsKnownToAll) {
  if (world().size() == 1) return;
  for (int step = 0; step < 4; ++step) {
    NodeShare share(world(), group_of(1));
    const int bad = step % world().size();
    std::string message;
    try {
      std::vector<LinearKernel> kernels;
      share.run([&] {
        const auto fail_at = [&](int here) {
          if (here == step && world().rank() == bad) throw DataError("file is gone");
        };
        fail_at(0);
        kernels.push_back(example(1.0, share));
        kernels.back().pool(share);
        fail_at(1);
        kernels.push_back(example(2.0, share));
        kernels.back().pool(share);
        fail_at(2);
        if (step == 3) throw DataError("file is gone");
      });
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), ExitCode::data);
      message = error.what();
    }
    EXPECT_THAT(message, HasSubstr("file is gone"));
    EXPECT_EQ(world().all_sum(1), world().size());  // nobody is elsewhere
  }
}

TEST(MpiNodeShare, GroupsThatShareNothingAgreeOnFailuresToo) {
  NodeShare share(world());
  EXPECT_FALSE(share.is_active());
  EXPECT_THROW(share.run([] {
    if (world().is_root()) throw DataError("file is gone");
  }),
               Error);
}

TEST(MpiNodeShare, MoreThanTheNodeHasIsAnErrorOnAllRanks) {
  if (world().size() == 1) return;
  NodeShare share(world(), group_of(1));
  std::string message;
  try {
    share.run([&] { (void)share.allocate(std::size_t{1} << 50U); });
  } catch (const Error& error) {
    message = error.what();
    EXPECT_EQ(error.exit_code(), ExitCode::usage);
  }
  EXPECT_THAT(message, HasSubstr("kernels.shared: off"));
}

}  // namespace
}  // namespace fitpack
