#include "support.hpp"

#include <unistd.h>

#include <iostream>

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack::app {

RunCard load_card(const Context& context, const CardArguments& arguments) {
  RunCard card;
  agree(context.comm, [&] {
    Problems problems;
    card = read_run_card(arguments.path, arguments.overrides, problems);
    problems.throw_if_any(ExitCode::usage);
  });
  return card;
}

void refuse_existing(const std::filesystem::path& path, Overwrite overwrite) {
  namespace fs = std::filesystem;
  std::error_code failure;
  if (overwrite == Overwrite::force || !fs::is_regular_file(path, failure)) return;
  if (fs::file_size(path, failure) == 0 && !failure) return;
  throw InputError(path.string() +
                   " exists and is kept; use --force to replace it, or -o to "
                   "write elsewhere");
}

void prepare_file(const std::filesystem::path& path, Overwrite overwrite) {
  namespace fs = std::filesystem;
  if (path.empty()) return;
  refuse_existing(path, overwrite);
  std::error_code failure;
  // Opening a pipe for a trial would end its reader.
  if (!fs::is_fifo(path, failure)) check_writable(path);
}

void write_text(const std::string& path, const std::string& text) {
  if (path.empty()) {
    std::cout << text << std::flush;
    if (!std::cout) throw DataError("standard output cannot be written (closed, or its disk full)");
  } else {
    write_file_atomically(path, text);
  }
}

Progress kernel_progress(const Context& context) {
  if (!context.comm.is_root() || isatty(STDERR_FILENO) == 0 ||
      !context.logger->should_log(spdlog::level::info))
    return {};
  return [last = std::size_t{0}](std::size_t done, std::size_t total) mutable {
    constexpr std::size_t width = 40;
    const std::size_t filled = width * done / total;
    if (filled == last && done != total) return;
    last = filled;
    std::cerr << "\rkernels [" << std::string(filled, '#') << std::string(width - filled, ' ')
              << "] " << 100 * done / total << " %" << (done == total ? "\n" : "") << std::flush;
  };
}

}  // namespace fitpack::app
