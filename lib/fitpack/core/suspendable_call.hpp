#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace fitpack {

/// A function on a stack of its own, which can stop in its middle and go on later: for code of
/// others that asks for something in the depth of its calls. There is one thread all along, and one
/// of the two, caller and function, goes on where the other stops.
///
/// The stack is taken from the system as it is used, up to `stack_bytes`; beyond lies a page that
/// nobody may touch.
class SuspendableCall {
 public:
  static constexpr std::size_t stack_bytes = std::size_t{2} << 20U;

  /// `body` begins with the first `resume`. Throws Error where there is no memory for a stack.
  explicit SuspendableCall(std::function<void()> body);
  /// The body has ended, or has not begun: what is suspended would never give back what it holds.
  ~SuspendableCall();
  SuspendableCall(const SuspendableCall&) = delete;
  SuspendableCall& operator=(const SuspendableCall&) = delete;

  /// Runs the body until it suspends or ends; throws what it throws. Not after its end.
  void resume();
  /// Called by the body: `resume` returns, and the next one comes back here. Not while an exception
  /// is handled.
  void suspend();
  [[nodiscard]] bool has_begun() const { return begun_; }
  [[nodiscard]] bool has_ended() const { return ended_; }

 private:
  struct Contexts;
  static void enter(unsigned high, unsigned low);
  void run();

  std::function<void()> body_;
  std::unique_ptr<Contexts> contexts_;
  std::exception_ptr thrown_;
  bool begun_ = false, ended_ = false;
};

}  // namespace fitpack
