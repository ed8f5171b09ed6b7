#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace fitpack {

/// Exit codes of the program.
enum class ExitCode : int {
  converged = 0,
  internal = 1,
  usage = 2,
  data = 3,
  not_converged = 4,
  stopped = 75  ///< by a signal, to be resumed: EX_TEMPFAIL of sysexits.h
};

/// An error that ends a command. The message reads: problem (why) suggestion.
class Error : public std::runtime_error {
 public:
  Error(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode exit_code() const { return code_; }

 private:
  ExitCode code_;
};

/// A mistake on the command line or in a run card (exit code 2).
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// A mistake in a data file or another input or output file (exit code 3).
class DataError : public Error {
 public:
  explicit DataError(const std::string& message) : Error(ExitCode::data, message) {}
};

/// The end of a run that was asked to stop and can be resumed (exit code 75).
class Stopped : public Error {
 public:
  explicit Stopped(const std::string& message) : Error(ExitCode::stopped, message) {}
};

/// One thing wrong with the input: where, what, and how to mend it.
struct Problem {
  std::string place;       ///< "card.yaml:12", "HERA_NC_EP_920.csv:4, column stat", …
  std::string message;     ///< what is wrong, with the offending value
  std::string suggestion;  ///< what would be right; may be empty
};

/// Collects problems so that a user sees all of them at once.
class Problems {
 public:
  void add(std::string place, std::string message, std::string suggestion = {});
  void append(const Problems& others);
  [[nodiscard]] bool empty() const { return problems_.empty(); }
  [[nodiscard]] std::size_t size() const { return problems_.size(); }
  [[nodiscard]] const std::vector<Problem>& all() const { return problems_; }
  /// One line per problem.
  [[nodiscard]] std::string text() const;
  /// Throws Error(code) with every problem if there is one.
  void throw_if_any(ExitCode code) const;

 private:
  std::vector<Problem> problems_;
};

/// The candidate closest to `word` by edit distance, or "" if none is close: "did you mean …?".
std::string closest_match(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace fitpack
