#include "command_options.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"
#include "fitpack/result/result_json.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct InspectArguments {
  std::string result;
  Format format = Format::text;
};

ExitCode run_inspect(const Context& context, const InspectArguments& arguments) {
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    const FitResult result = read_result(result_file(arguments.result));
    write_text({}, arguments.format == Format::json ? inspect_json(result) : inspect_text(result));
  });
  return ExitCode::converged;
}

}  // namespace

void add_inspect(CLI::App& app, Request& request) {
  add_command<InspectArguments>(
      app, request, "inspect", "Show what a result file holds",
      [](CLI::App& command, InspectArguments& a) {
        command.add_option("RESULT", a.result, "result.h5 of a fit, or its folder")->required();
        add_json(command, a.format);
      },
      run_inspect);
}

}  // namespace fitpack::app
