#include "command_options.hpp"
#include "fitpack/analysis/comparison.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct CompareArguments {
  std::string a, b;
  Format format = Format::text;
};

ExitCode run_compare(const Context& context, const CompareArguments& arguments) {
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    const FitResult a = read_result(result_file(arguments.a));
    const FitResult b = read_result(result_file(arguments.b));
    const Comparison comparison = compare_results(a, arguments.a, b, arguments.b);
    write_text({}, arguments.format == Format::json ? comparison_json(comparison)
                                                    : comparison_text(comparison));
  });
  return ExitCode::converged;
}

}  // namespace

void add_compare(CLI::App& app, Request& request) {
  add_command<CompareArguments>(
      app, request, "compare", "Two results: chi2, parameters and PDFs in standard deviations",
      [](CLI::App& command, CompareArguments& a) {
        command.add_option("A", a.a, "result.h5 of a fit, or its folder")->required();
        command.add_option("B", a.b, "That of another")->required();
        add_json(command, a.format);
      },
      run_compare);
}

}  // namespace fitpack::app
