#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <new>
#include <optional>

#include "command_line.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/mpi_session.hpp"
#include "stop_signals.hpp"

namespace {

using fitpack::app::Context;
using fitpack::app::OnSignal;
using fitpack::app::Request;
using fitpack::app::StopSignals;

/// A standard stream that the caller closed would be handed to the next file opened, and text meant
/// for the terminal would end up in a result. A descriptor that cannot be written takes its place.
void occupy_closed_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(descriptor, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDONLY));
}

std::string joined(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) line += (i > 0 ? " " : "") + std::string(argv[i]);
  return line;
}

/// Ends at once, whatever other ranks wait for. Not by `exit`: threads of libraries that found no
/// memory either never end, and their libraries would wait for them.
[[noreturn]] void end_without_memory(const fitpack::Communicator& world) {
  constexpr int code = static_cast<int>(fitpack::ExitCode::internal);
  std::cerr << "fitpack: not enough memory on rank " << world.rank()
            << "; `fitpack check` tells what a run takes: use fewer ranks per node, or more nodes"
            << std::endl;
  if (world.size() > 1) fitpack::MpiSession::abort(code);
  std::_Exit(code);
}

/// Runs the command. Errors of the program's own type were agreed on by all ranks: rank 0 speaks
/// for them. Any other exception belongs to one rank alone while the others may be waiting for it:
/// that rank speaks and ends them all.
int run(const Request& request, const std::string& command_line) {
  const auto world = fitpack::Communicator::world();
  Context context{world, fitpack::silent_logger(), command_line, {}};
  if (request.on_signal == OnSignal::ask) context.stop = StopSignals::received;
  try {
    fitpack::agree(world,
                   [&] { context.logger = fitpack::make_logger(request.logging, world.rank()); });
    return static_cast<int>(request.command(context));
  } catch (const fitpack::Error& error) {
    if (world.is_root()) std::cerr << "fitpack: " << error.what() << std::endl;
    return static_cast<int>(error.exit_code());
  } catch (const std::bad_alloc&) {
    end_without_memory(world);
  } catch (const std::exception& error) {
    std::cerr << "fitpack: internal error on rank " << world.rank() << ": " << error.what()
              << "; please report this with the card and the command line" << std::endl;
    if (world.size() > 1) fitpack::MpiSession::abort(static_cast<int>(fitpack::ExitCode::internal));
    return static_cast<int>(fitpack::ExitCode::internal);
  }
}

bool is_limited(auto resource) {
  rlimit limit{};
  return getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

/// The usual end waits for the threads that OpenBLAS starts when it is loaded, one per core. Where
/// a limit leaves no memory for them they never end.
int ended(int code) {
  if (!is_limited(RLIMIT_AS) && !is_limited(RLIMIT_DATA)) return code;
  std::cout.flush();
  std::_Exit(code);
}

int run_program(int argc, char** argv) {
  occupy_closed_streams();
  // A file that meets a limit of its size is an error of writing, with a message.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto parsed = fitpack::app::parse_command_line(argc, argv);
  if (!parsed.request) return parsed.exit_code;
  const std::string command_line = joined(argc, argv);
  std::optional<StopSignals> signals;
  if (parsed.request->on_signal == OnSignal::ask) signals.emplace();
  try {
    const fitpack::MpiSession session(argc, argv);
    return run(*parsed.request, command_line);
  } catch (const std::exception& error) {
    std::cerr << "fitpack: " << error.what() << std::endl;
    return static_cast<int>(fitpack::ExitCode::internal);
  }
}

}  // namespace

int main(int argc, char** argv) { return ended(run_program(argc, argv)); }
