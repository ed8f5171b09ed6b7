#include "fitpack/core/suspendable_call.hpp"

#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

/// A stack with a page in front, which it grows towards, that nobody may touch.
class Stack {
 public:
  Stack()
      : guard_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))),
        memory_(mmap(nullptr, size(), PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0)) {
    if (memory_ == MAP_FAILED || mprotect(memory_, guard_, PROT_NONE) != 0)
      throw Error(ExitCode::internal, "no memory for another stack");
  }
  ~Stack() { munmap(memory_, size()); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  [[nodiscard]] stack_t usable() const {
    stack_t stack{};
    stack.ss_sp = static_cast<char*>(memory_) + guard_;
    stack.ss_size = SuspendableCall::stack_bytes;
    return stack;
  }

 private:
  [[nodiscard]] std::size_t size() const { return guard_ + SuspendableCall::stack_bytes; }
  std::size_t guard_;
  void* memory_;
};

}  // namespace

struct SuspendableCall::Contexts {
  Stack stack;
  ucontext_t inside{}, outside{};
};

SuspendableCall::SuspendableCall(std::function<void()> body)
    : body_(std::move(body)), contexts_(std::make_unique<Contexts>()) {
  ucontext_t& inside = contexts_->inside;
  getcontext(&inside);
  inside.uc_stack = contexts_->stack.usable();
  inside.uc_link = &contexts_->outside;
  // Arguments are of type int: a pointer takes two.
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  makecontext(&inside, reinterpret_cast<void (*)()>(&SuspendableCall::enter), 2,
              static_cast<unsigned>(self >> 32U), static_cast<unsigned>(self));
}

SuspendableCall::~SuspendableCall() { FITPACK_EXPECTS(!begun_ || ended_); }

void SuspendableCall::enter(unsigned high, unsigned low) {
  const auto self = (static_cast<std::uintptr_t>(high) << 32U) | low;
  reinterpret_cast<SuspendableCall*>(self)->run();
}

void SuspendableCall::run() {
  try {
    body_();
  } catch (...) {
    thrown_ = std::current_exception();
  }
  ended_ = true;
}

void SuspendableCall::resume() {
  FITPACK_EXPECTS(!ended_);
  begun_ = true;
  swapcontext(&contexts_->outside, &contexts_->inside);
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void SuspendableCall::suspend() { swapcontext(&contexts_->inside, &contexts_->outside); }

}  // namespace fitpack
