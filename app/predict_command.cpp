#include "command_options.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/predictions_csv.hpp"
#include "fitpack/result/result_json.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct PredictArguments {
  CardArguments card;
  std::string output;  ///< CSV file; empty: none
  Overwrite overwrite = Overwrite::refuse;
  Format format = Format::text;
};

ExitCode run_predict(const Context& context, const PredictArguments& arguments) {
  const RunCard card = load_card(context, arguments.card);
  agree(context.comm, [&] {
    if (context.comm.is_root()) prepare_file(arguments.output, arguments.overwrite);
  });
  Analysis analysis(context.comm, card, context.logger, kernel_progress(context));
  const FitResult result = run_prediction(analysis);
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    if (!arguments.output.empty()) write_text(arguments.output, predictions_csv(result));
    write_text({},
               arguments.format == Format::json ? predict_json(result) : chi_square_text(result));
  });
  return ExitCode::converged;
}

}  // namespace

void add_predict(CLI::App& app, Request& request) {
  add_command<PredictArguments>(
      app, request, "predict", "Predictions and chi2 at the card's start values, no fit",
      [](CLI::App& command, PredictArguments& a) {
        add_card(command, a.card);
        command.add_option("-o,--output", a.output, "Write the predictions as CSV")
            ->type_name("FILE.csv");
        add_force(command, a.overwrite);
        add_json(command, a.format);
      },
      run_predict);
}

}  // namespace fitpack::app
