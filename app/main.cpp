#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
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
  } catch (const std::exception& error) {
    std::cerr << "fitpack: internal error on rank " << world.rank() << ": " << error.what()
              << "; please report this with the card and the command line" << std::endl;
    if (world.size() > 1) fitpack::MpiSession::abort(static_cast<int>(fitpack::ExitCode::internal));
    return static_cast<int>(fitpack::ExitCode::internal);
  }
}

}  // namespace

int main(int argc, char** argv) {
  occupy_closed_streams();
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
