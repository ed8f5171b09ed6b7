#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"
#include "fitpack/result/result_json.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

ExitCode run_inspect(const Context& context, const InspectArguments& arguments) {
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    const FitResult result = read_result(arguments.result);
    write_text({}, arguments.format == Format::json ? inspect_json(result) : inspect_text(result));
  });
  return ExitCode::converged;
}

}  // namespace fitpack::app
