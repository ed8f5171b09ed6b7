#include "fitpack/core/logging.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <filesystem>
#include <fstream>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

/// Every line of a log begins with its level in brackets.
bool holds_no_log(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure)) return false;
  const int first = std::ifstream(path).get();
  return first != std::ifstream::traits_type::eof() && first != '[';
}

}  // namespace

Logger silent_logger() {
  return std::make_shared<spdlog::logger>("fitpack",
                                          std::make_shared<spdlog::sinks::null_sink_mt>());
}

Logger make_logger(const LoggingOptions& options, int rank) {
  if (rank != 0) return silent_logger();
  const auto terminal_level = options.verbosity < 0   ? spdlog::level::err
                              : options.verbosity > 0 ? spdlog::level::debug
                                                      : spdlog::level::info;
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
  sinks.back()->set_level(terminal_level);
  if (!options.log_file.empty()) {
    if (holds_no_log(options.log_file))
      throw InputError("--log-file " + options.log_file +
                       ": exists, is no log and is kept; choose another name");
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.log_file));
    } catch (const spdlog::spdlog_ex& error) {
      throw DataError("log file " + options.log_file + " cannot be opened (" + error.what() +
                      "); choose another place with --log-file");
    }
  }
  auto logger = std::make_shared<spdlog::logger>("fitpack", sinks.begin(), sinks.end());
  logger->set_pattern("%^[%L]%$ %v");
  // The file hears at least what the terminal does not have to be asked for.
  logger->set_level(options.log_file.empty() ? terminal_level
                                             : std::min(terminal_level, spdlog::level::info));
  logger->flush_on(spdlog::level::info);
  return logger;
}

}  // namespace fitpack
