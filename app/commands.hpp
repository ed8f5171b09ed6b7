#pragma once

#include "fitpack/core/error.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "options.hpp"

/// One function per command. Collective over `Context::comm`; the product goes to standard output
/// of rank 0, everything else to the logger. Errors are thrown alike on all ranks.
namespace fitpack::app {

struct Context {
  Communicator comm;
  Logger logger;
  std::string command_line;
};

ExitCode run_init(const Context& context, const InitArguments& arguments);
ExitCode run_check(const Context& context, const CheckArguments& arguments);
ExitCode run_fit_command(const Context& context, const FitArguments& arguments);
ExitCode run_predict(const Context& context, const PredictArguments& arguments);
ExitCode run_evolve(const Context& context, const EvolveArguments& arguments);
ExitCode run_structure_functions(const Context& context, const EvolveArguments& arguments);
ExitCode run_inspect(const Context& context, const InspectArguments& arguments);

}  // namespace fitpack::app
