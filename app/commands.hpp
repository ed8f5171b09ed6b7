#pragma once

#include <functional>

#include "fitpack/core/error.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "options.hpp"

namespace CLI {
class App;
}

namespace fitpack::app {

/// What a command runs with.
struct Context {
  Communicator comm;
  Logger logger;
  std::string command_line;
  StopRequest stop;  ///< whether a signal asked this rank to stop
};

/// What SIGUSR1, SIGTERM and SIGINT do to a command: end it at once, or ask it to leave something
/// to resume.
enum class OnSignal { end, ask };

/// What the command line asked for.
struct Request {
  LoggingOptions logging;
  std::function<ExitCode(const Context&)> command;
  OnSignal on_signal = OnSignal::end;
};

// Each registers one command with its options; in its file stands the function that runs it. That
// is collective over `Context::comm`; the product goes to standard output of rank 0, everything
// else to the logger. Errors are thrown alike on all ranks.
void add_init(CLI::App& app, Request& request);
void add_check(CLI::App& app, Request& request);
void add_fit(CLI::App& app, Request& request);
void add_scan(CLI::App& app, Request& request);
void add_profile_data(CLI::App& app, Request& request);
void add_closure(CLI::App& app, Request& request);
void add_predict(CLI::App& app, Request& request);
void add_evolve(CLI::App& app, Request& request);
void add_structure_functions(CLI::App& app, Request& request);
void add_inspect(CLI::App& app, Request& request);
void add_compare(CLI::App& app, Request& request);
void add_export_lhapdf(CLI::App& app, Request& request);
void add_generate(CLI::App& app, Request& request);
void add_sample(CLI::App& app, Request& request);

}  // namespace fitpack::app
