#include "fitpack/parallel/agreement.hpp"

#include <algorithm>
#include <vector>

namespace fitpack {
namespace {

Error as_error(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return {ExitCode::internal, "out of memory"};
  } catch (const std::exception& error) {
    return {ExitCode::internal, error.what()};
  } catch (...) {
    return {ExitCode::internal, "unknown exception"};
  }
}

/// The exit code as one character, from '0' on.
char digit_of(ExitCode code) { return static_cast<char>('0' + static_cast<int>(code)); }

/// Empty without a failure; else the exit code as one character, then the message.
std::string packed(const std::optional<Error>& failure) {
  if (!failure) return {};
  return std::string(1, digit_of(failure->exit_code())) + failure->what();
}

/// The root's verdict on all ranks' packed failures; at least one is not empty.
std::string verdict(const std::vector<std::string>& failures) {
  const auto first = std::find_if(failures.begin(), failures.end(),
                                  [](const std::string& f) { return !f.empty(); });
  const bool all_alike = std::all_of(failures.begin(), failures.end(),
                                     [&](const std::string& f) { return f == *first; });
  // Which rank noticed a signal first is nothing to report.
  const bool stopped = first->front() == digit_of(ExitCode::stopped);
  if (all_alike || stopped) return *first;
  return first->substr(0, 1) + "rank " + std::to_string(first - failures.begin()) + " of " +
         std::to_string(failures.size()) + ": " + first->substr(1);
}

}  // namespace

void FailureGuard::keep(const std::exception_ptr& exception) {
  if (!failure_) failure_ = as_error(exception);
}

Vote FailureGuard::settle(const Communicator& comm, Vote mine) {
  constexpr std::int64_t failed = 2;  // outweighs every vote
  const std::int64_t outcome = comm.all_max(failure_ ? failed : static_cast<std::int64_t>(mine));
  if (outcome != failed) return static_cast<Vote>(outcome);
  const std::vector<std::string> failures = comm.gather(packed(failure_));
  failure_.reset();
  std::string text;
  if (comm.is_root()) text = verdict(failures);
  comm.broadcast(text);
  throw Error(static_cast<ExitCode>(text[0] - '0'), text.substr(1));
}

}  // namespace fitpack
