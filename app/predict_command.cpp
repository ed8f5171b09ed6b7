#include <optional>

#include "command_options.hpp"
#include "fitpack/analysis/lhapdf_prediction.hpp"
#include "fitpack/analysis/member_predictions.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/member_chi2.hpp"
#include "fitpack/result/predictions_csv.hpp"
#include "fitpack/result/result_json.hpp"
#include "fitpack/result/result_text.hpp"
#include "member_options.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

/// What evolves the PDFs of a set.
enum class SetEvolution { its_own, the_cards };

struct PredictArguments {
  CardArguments card;
  std::string set;  ///< folder of an LHAPDF set; empty: the PDFs of the card
  std::size_t member = 0;
  SetEvolution evolution = SetEvolution::its_own;
  MemberArguments members;
  std::string output;          ///< CSV file; empty: none
  std::string members_output;  ///< χ² of the members as CSV; empty: none
  Overwrite overwrite = Overwrite::refuse;
  Format format = Format::text;
};

std::string text_of(const FitResult& result) {
  if (result.members.empty()) return chi_square_text(result);
  return chi_square_text(result) + "\n" + member_chi2_text(result);
}

/// Uncertainties need members.
PdfMembers set_of(const PredictArguments& arguments) {
  PdfMembers set = members_of(arguments.card, arguments.members);
  if (arguments.members.which == Members::all && set.kind == MemberKind::central)
    throw DataError(arguments.card.path +
                    " has no members; fit with --eigenvectors or --replicas N");
  return set;
}

FitResult predict_card(const Context& context, const PdfMembers& set) {
  Analysis analysis(context.comm, set.card, context.logger, kernel_progress(context));
  FitResult result = run_report(analysis, theta_of(set, 0), {});
  if (set.members.size() == 1) return result;
  const MemberPredictions members = predict_members(analysis, set, context.logger);
  context.logger->info("uncertainties from {} members ({}), predicted on {}", members.n_members,
                       to_string(members.kind), members.backend);
  for (std::size_t i = 0; i < members.uncertainty.size(); ++i)
    result.predictions[i].uncertainty = members.uncertainty[i];
  for (std::size_t k = 0; k < members.chi2.size(); ++k) {
    MemberChiSquare& member = result.members.emplace_back();
    member.label = set.members[k + 1].label;
    member.chi2 = members.chi2[k].chi2;
    for (const auto& of_set : members.chi2[k].data_sets) member.datasets.push_back(of_set.chi2);
  }
  return result;
}

/// Nothing of the card's parameters is in it.
FitResult predict_set(const Context& context, const RunCard& card,
                      const PredictArguments& arguments) {
  std::optional<LhapdfInput> set;
  agree(context.comm, [&] { set = read_lhapdf(arguments.set, arguments.member); });
  Analysis analysis(context.comm, card, [&](const Measurements& measurements) {
    return arguments.evolution == SetEvolution::its_own
               ? predict_with_set(context.comm, card, measurements, *set, context.logger)
               : predict_evolving_set(context.comm, card, measurements, *set, context.logger,
                                      kernel_progress(context));
  });
  FitResult result = run_prediction(analysis);
  result.n_free = 0;
  result.ndf = result.n_points;
  return result;
}

ExitCode run_predict(const Context& context, const PredictArguments& arguments) {
  PdfMembers set;
  agree(context.comm, [&] {
    set = set_of(arguments);
    if (arguments.card.backend) set.card.kernels.backend = *arguments.card.backend;
    if (!context.comm.is_root()) return;
    prepare_file(arguments.output, arguments.overwrite);
    prepare_file(arguments.members_output, arguments.overwrite);
  });
  const FitResult result = arguments.set.empty() ? predict_card(context, set)
                                                 : predict_set(context, set.card, arguments);
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    if (!arguments.output.empty()) write_text(arguments.output, predictions_csv(result));
    if (!arguments.members_output.empty()) write_member_chi2(result, arguments.members_output);
    write_text({}, arguments.format == Format::json ? predict_json(result) : text_of(result));
  });
  return ExitCode::converged;
}

}  // namespace

void add_predict(CLI::App& app, Request& request) {
  add_command<PredictArguments>(
      app, request, "predict", "Predictions and chi2 at the card's start values, or at a result",
      [](CLI::App& command, PredictArguments& a) {
        add_card_or_result(command, a.card);
        add_members(command, a.members,
                    "Also the uncertainty of each prediction and the chi2 of each member, from the "
                    "eigenvectors or replicas of a result");
        add_backend(command, a.card);
        auto* set = command
                        .add_option("--pdf", a.set,
                                    "Predict with an LHAPDF set, as it is, in place of the "
                                    "card's PDFs")
                        ->type_name("FOLDER");
        command.add_option("--member", a.member, "Member of the set")
            ->check(digits_only())
            ->needs(set)
            ->capture_default_str();
        command
            .add_flag_callback(
                "--evolve-from-q0", [&a] { a.evolution = SetEvolution::the_cards; },
                "Take the set at the card's initial scale and evolve it with the card's theory")
            ->needs(set);
        command.add_option("-o,--output", a.output, "Write the predictions as CSV")
            ->type_name("FILE.csv");
        command
            .add_option("--members-output", a.members_output,
                        "Write the chi2 of each member as CSV, or HDF5 where the name ends in .h5")
            ->type_name("FILE")
            ->needs("--members");
        add_force(command, a.overwrite);
        add_json(command, a.format);
      },
      run_predict);
}

}  // namespace fitpack::app
