#include "support.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"

namespace fitpack::app {

std::string result_file(const std::string& path) {
  std::error_code failure;
  const std::filesystem::path inside = std::filesystem::path(path) / "result.h5";
  return std::filesystem::is_regular_file(inside, failure) ? inside.string() : path;
}

RunCard load_card(const Context& context, const CardArguments& arguments) {
  RunCard card;
  agree(context.comm, [&] {
    Problems problems;
    card = read_run_card(arguments.path, arguments.overrides, problems);
    problems.throw_if_any(ExitCode::usage);
    if (arguments.backend) card.kernels.backend = *arguments.backend;
  });
  return card;
}

std::vector<double> start_from(const std::string& path, const ParameterSet& parameters,
                               const Logger& logger) {
  const FitResult result = read_result(result_file(path));
  std::vector<double> theta = parameters.start_values();
  Problems problems;
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const Parameter& parameter = parameters.free(p);
    const auto found = std::ranges::find(result.parameters, parameter.name, &FittedParameter::name);
    if (found == result.parameters.end()) {
      logger->warn("{} has no parameter {}; it starts at the card's value", path, parameter.name);
      continue;
    }
    if ((parameter.lower && found->value < *parameter.lower) ||
        (parameter.upper && found->value > *parameter.upper))
      problems.add(path,
                   "parameter " + parameter.name + " = " + std::to_string(found->value) +
                       " is outside the bounds of the card",
                   "widen parameters." + parameter.name + ".min or .max");
    theta[p] = found->value;
  }
  problems.throw_if_any(ExitCode::usage);
  return theta;
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
