#pragma once

#include <optional>

#include "commands.hpp"

namespace fitpack::app {

/// Parses the command line without touching MPI. Returns the exit code instead where there is
/// nothing left to do: --help and --version (printed), or a mistake (explained on stderr).
struct ParsedCommandLine {
  std::optional<Request> request;
  int exit_code = 0;
};
ParsedCommandLine parse_command_line(int argc, char** argv);

}  // namespace fitpack::app
