#include "command_options.hpp"
#include "fitpack/analysis/profile_scan.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct ScanArguments {
  CardArguments card;
  ScanOptions scan;
  std::vector<double> range;  ///< empty or two
  std::string start_from;     ///< a result file; empty: the card's start values
  int ranks_per_fit = 1;
  std::string output;  ///< CSV file; empty: none
  Overwrite overwrite = Overwrite::refuse;
  Format format = Format::text;
};

constexpr int most_points = 10000;
constexpr int most_ranks = 1000000;

ExitCode exit_code_of(const Scan& scan) {
  bool converged = scan.status == FitStatus::converged;
  for (const Profile& profile : scan.profiles)
    for (const ProfilePoint& point : profile.points)
      converged = converged && point.status == FitStatus::converged;
  return converged ? ExitCode::converged : ExitCode::not_converged;
}

ExitCode run_scan(const Context& context, const ScanArguments& arguments) {
  const RunCard card = load_card(context, arguments.card);
  ScanOptions options = arguments.scan;
  if (!arguments.range.empty()) options.range = {arguments.range[0], arguments.range[1]};
  agree(context.comm, [&] {
    require_data(card);
    check_scan(options, card);
    if (!arguments.start_from.empty())
      options.start = start_from(arguments.start_from, card.parameters, context.logger);
    if (context.comm.is_root()) prepare_file(arguments.output, arguments.overwrite);
  });
  TaskFarm farm(context.comm, arguments.ranks_per_fit);
  const Scan scan = scan_profiles(farm, card, options, context.logger, kernel_progress(context));
  ExitCode code = ExitCode::converged;
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    if (!arguments.output.empty()) write_text(arguments.output, scan_csv(scan));
    write_text({}, arguments.format == Format::json ? scan_json(scan) : scan_text(scan));
    code = exit_code_of(scan);
  });
  return static_cast<ExitCode>(context.comm.all_max(static_cast<int>(code)));
}

}  // namespace

void add_scan(CLI::App& app, Request& request) {
  add_command<ScanArguments>(
      app, request, "scan", "Profile of chi2: a parameter fixed at values, all others refitted",
      [](CLI::App& command, ScanArguments& a) {
        add_card(command, a.card);
        add_backend(command, a.card);
        command
            .add_option("--parameter", a.scan.parameters,
                        "Free parameter, of PDFs or theory; 'all': one after the other")
            ->type_name("NAME")
            ->required()
            ->allow_extra_args(false);
        CLI::Option* values =
            command.add_option("--values", a.scan.values, "Values to fix it at: 0.116,0.118,0.120")
                ->delimiter(',')
                ->type_name("V,V,…");
        command.add_option("--range", a.range, "From LOW to HIGH (default: 2 errors either side)")
            ->expected(2)
            ->excludes(values)
            ->type_name("LOW HIGH");
        command.add_option("--points", a.scan.n_points, "Number of values in a range (default: 9)")
            ->check(CLI::Range(2, most_points))
            ->excludes(values);
        command.add_option("--from", a.start_from, "Start at the parameters of a result")
            ->type_name("RESULT.h5");
        command
            .add_option("--ranks-per-fit", a.ranks_per_fit, "Ranks that share a fit (default: 1)")
            ->check(CLI::Range(1, most_ranks));
        command.add_option("-o,--output", a.output, "Write the points as CSV")
            ->type_name("FILE.csv");
        add_force(command, a.overwrite);
        add_json(command, a.format);
      },
      run_scan);
}

}  // namespace fitpack::app
