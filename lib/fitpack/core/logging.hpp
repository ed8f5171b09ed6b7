#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace fitpack {

/// Handed to whatever has something to say; never a global.
using Logger = std::shared_ptr<spdlog::logger>;

struct LoggingOptions {
  int verbosity = 0;     ///< on the terminal: -1 quiet (errors only), 0 normal, 1 debug
  std::string log_file;  ///< also write there, after what it holds; empty: terminal only
};

/// Logger to stderr (and a file); ranks other than 0 get a silent one.
/// Throws DataError if the file cannot be opened.
Logger make_logger(const LoggingOptions& options, int rank = 0);

/// A logger that drops everything, for tests and libraries.
Logger silent_logger();

}  // namespace fitpack
