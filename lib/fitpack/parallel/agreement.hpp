#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>

#include "fitpack/core/error.hpp"
#include "fitpack/parallel/communicator.hpp"

namespace fitpack {

/// Asks this rank whether it should stop, after a signal for instance: a cheap look at a flag that
/// stays up. Ranks agree on it with `FailureGuard::settle`. Empty: never.
using StopRequest = std::function<bool()>;

/// What a rank brings to an agreement beside its failures.
enum class Vote : int { go_on = 0, stop = 1 };

[[nodiscard]] inline Vote vote_of(const StopRequest& stop) {
  return stop && stop() ? Vote::stop : Vote::go_on;
}

/// Keeps a rank's exceptions until the ranks can agree on them, so that a rank that fails goes on
/// to take part in the collectives the others wait in (with poisoned values: NaN).
class FailureGuard {
 public:
  /// Runs `body`; keeps the first exception. Returns whether this call succeeded.
  /// `body` must not communicate.
  template <class Body>
  bool run(Body&& body) {
    try {
      body();
      return true;
    } catch (...) {
      keep(std::current_exception());
      return false;
    }
  }

  /// Collective. If any rank failed, every rank throws the same Error: the message and exit code of
  /// the lowest failing rank, which is named unless all ranks failed alike. Forgets the failure.
  /// Otherwise the vote of all: to stop if any rank says so. It travels in the same message.
  Vote settle(const Communicator& comm, Vote mine = Vote::go_on);

  /// Keeps an exception that was caught elsewhere; the first one counts.
  void keep(const std::exception_ptr& exception);

 private:
  std::optional<Error> failure_;
};

/// Collective. Runs `body` on every rank; `body` must not communicate. Returns on all ranks or
/// throws the same Error on all of them.
template <class Body>
void agree(const Communicator& comm, Body&& body) {
  FailureGuard guard;
  guard.run(body);
  guard.settle(comm);
}

}  // namespace fitpack
