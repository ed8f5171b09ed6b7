#include "support/cuda_emulation/block.hpp"

#include <algorithm>
#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "support/cuda_emulation/state.hpp"

namespace cuda_emulation {

namespace {

namespace context = boost::context;

constexpr std::size_t stack_bytes = std::size_t{128} << 10U;

enum class Stage { fresh, running, at_block_barrier, at_warp_barrier, done };

/// A stack that runs threads one after another, for as long as none of them has to wait.
struct Worker {
  context::fiber inside, outside;
};

struct Thread {
  uint3 index{};
  Stage stage = Stage::fresh;
  Worker* worker = nullptr;
  unsigned line = 0;
  /// What it gives to its warp; two in turn, since others may still read the last one.
  std::uint64_t given[2]{};
  unsigned exchanges = 0;
};

/// The block that runs now.
class Block {
 public:
  void run(dim3 size, const std::function<void()>& thread, std::mt19937_64& random) {
    thread_ = &thread;
    random_ = &random;
    threads_.assign(static_cast<std::size_t>(size.x) * size.y * size.z, {});
    for (unsigned t = 0; t < threads_.size(); ++t)
      threads_[t].index = {t % size.x, t / size.x % size.y, t / size.x / size.y};
    do run_all_that_can();
    while (release());
  }

  void wait(Stage where, unsigned line) {
    Thread& thread = threads_[current_];
    thread.stage = where;
    thread.line = line;
    Worker& worker = *thread.worker;
    worker.outside = std::move(worker.outside).resume();
  }

  [[nodiscard]] unsigned current() const { return current_; }
  [[nodiscard]] Thread& thread() { return threads_[current_]; }
  [[nodiscard]] const Thread& thread(std::size_t t) const { return threads_[t]; }
  [[nodiscard]] std::size_t size() const { return threads_.size(); }

 private:
  void run_all_that_can() {
    std::vector<unsigned> order(threads_.size());
    std::iota(order.begin(), order.end(), 0U);
    if (machine().order == Order::backward) std::ranges::reverse(order);
    if (machine().order == Order::shuffled) std::ranges::shuffle(order, *random_);
    for (const unsigned t : order)
      if (threads_[t].stage == Stage::fresh || threads_[t].stage == Stage::running) resume(t);
  }

  void resume(unsigned t) {
    Thread& thread = threads_[t];
    if (thread.stage == Stage::fresh) thread.worker = idle_worker();
    thread.stage = Stage::running;
    current_ = t;
    threadIdx = thread.index;
    thread.worker->inside = std::move(thread.worker->inside).resume();
    if (thread.stage == Stage::done) idle_.push_back(thread.worker);
  }

  Worker* idle_worker() {
    if (idle_.empty()) {
      workers_.push_back(std::make_unique<Worker>());
      Worker* worker = workers_.back().get();
      worker->inside =
          context::fiber(std::allocator_arg, context::protected_fixedsize_stack(stack_bytes),
                         [this, worker](context::fiber&& outside) {
                           worker->outside = std::move(outside);
                           for (;;) {
                             (*thread_)();
                             threads_[current_].stage = Stage::done;
                             worker->outside = std::move(worker->outside).resume();
                           }
                           return std::move(worker->outside);
                         });
      idle_.push_back(worker);
    }
    Worker* worker = idle_.back();
    idle_.pop_back();
    return worker;
  }

  /// Opens barriers that all threads have reached; false: the block is at its end.
  bool release() {
    bool released = release_group(0, threads_.size(), Stage::at_block_barrier, "a block");
    for (std::size_t warp = 0; warp < threads_.size(); warp += warp_size)
      if (release_group(warp, std::min(warp + warp_size, threads_.size()), Stage::at_warp_barrier,
                        "a warp"))
        released = true;
    if (!released &&
        std::ranges::any_of(threads_, [](const Thread& t) { return t.stage != Stage::done; })) {
      report("threads of a block wait at different barriers for ever");
      abandon();
    }
    return released;
  }

  bool release_group(std::size_t begin, std::size_t end, Stage barrier, const char* what) {
    bool waiting = false, left = false;
    unsigned line = 0;
    for (std::size_t t = begin; t < end; ++t) {
      const Thread& thread = threads_[t];
      if (thread.stage == Stage::done) {
        left = true;
      } else if (thread.stage != barrier) {
        return false;
      } else {
        if (waiting && thread.line != line)
          report(std::string("threads of ") + what + " wait at the barriers of lines " +
                 std::to_string(line) + " and " + std::to_string(thread.line));
        waiting = true;
        line = thread.line;
      }
    }
    if (waiting && left)
      report(std::string("threads of ") + what + " end while others wait at a barrier");
    for (std::size_t t = begin; t < end; ++t)
      if (threads_[t].stage == barrier) threads_[t].stage = Stage::running;
    return waiting;
  }

  void abandon() {
    idle_.clear();
    workers_.clear();
  }

  const std::function<void()>* thread_ = nullptr;
  std::mt19937_64* random_ = nullptr;
  std::vector<Thread> threads_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Worker*> idle_;
  unsigned current_ = 0;
};

/// Never destroyed: stacks end by an exception, which the address sanitizer does not expect there.
Block& block() {
  static Block& running = *new Block;
  return running;
}

}  // namespace

void run_grid(dim3 blocks, dim3 threads, const std::function<void()>& thread) {
  gridDim = blocks;
  blockDim = threads;
  std::mt19937_64 random(machine().shuffle);
  std::vector<std::uint64_t> order(std::uint64_t{blocks.x} * blocks.y * blocks.z);
  std::iota(order.begin(), order.end(), std::uint64_t{0});
  if (machine().order == Order::backward) std::ranges::reverse(order);
  if (machine().order == Order::shuffled) std::ranges::shuffle(order, random);
  for (const std::uint64_t b : order) {
    blockIdx = {static_cast<unsigned>(b % blocks.x), static_cast<unsigned>(b / blocks.x % blocks.y),
                static_cast<unsigned>(b / blocks.x / blocks.y)};
    block().run(threads, thread, random);
  }
}

void wait_for_block(unsigned line) { block().wait(Stage::at_block_barrier, line); }

void wait_for_warp(unsigned mask) {
  if (mask != all_lanes) report("a barrier of some lanes of a warp; only whole warps are emulated");
  block().wait(Stage::at_warp_barrier, 0);
}

unsigned lane() { return block().current() % warp_size; }

std::uint64_t exchange_bits(unsigned mask, std::uint64_t bits, unsigned from) {
  const unsigned turn = block().thread().exchanges++ % 2;
  block().thread().given[turn] = bits;
  wait_for_warp(mask);
  const std::size_t source = block().current() / warp_size * warp_size + from;
  if (source < block().size()) return block().thread(source).given[turn];
  report("a lane of a warp is read that the block does not have");
  return bits;
}

}  // namespace cuda_emulation
