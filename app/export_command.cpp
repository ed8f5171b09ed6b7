#include <optional>

#include "command_options.hpp"
#include "fitpack/analysis/lhapdf_export.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct ExportArguments {
  std::string result;
  std::string folder;
  std::optional<MemberKind> kind;  ///< not given: what the result has
  LhapdfGridOptions grid;
  Overwrite overwrite = Overwrite::refuse;
};

constexpr double smallest_x = 1e-12, largest_first_x = 0.1;
constexpr double largest_q = 1e6;  // GeV
constexpr double fewest_points = 20, most_points = 2000;

constexpr MemberKind all_kinds[] = {MemberKind::central, MemberKind::hessian, MemberKind::replicas};

std::optional<MemberKind> member_kind_of(const std::string& word) {
  for (const MemberKind kind : all_kinds)
    if (to_string(kind) == word) return kind;
  return std::nullopt;
}

/// Rank 0 computes and writes.
ExitCode run_export(const Context& context, const ExportArguments& arguments) {
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    std::filesystem::path folder = arguments.folder;
    if (!folder.has_filename()) folder = folder.parent_path();
    check_set_folder(folder,
                     arguments.overwrite == Overwrite::force ? ReplaceSet::yes : ReplaceSet::no);
    const FitResult result = read_result(arguments.result);
    const MemberKind kind = arguments.kind.value_or(member_kind(result));
    const PdfMembers set = pdf_members(result, kind, arguments.result);
    export_lhapdf(set, arguments.grid, folder);
    context.logger->info("{} written: {} member{} ({})", folder.string(), set.members.size(),
                         set.members.size() == 1 ? "" : "s", to_string(kind));
  });
  return ExitCode::converged;
}

void add_grid(CLI::App& command, LhapdfGridOptions& grid) {
  const auto points = number_between(fewest_points, most_points, "a number of knots");
  command.add_option("--x-min", grid.x_min, "Smallest momentum fraction of the set")
      ->check(number_between(smallest_x, largest_first_x, "a smallest momentum fraction"))
      ->capture_default_str();
  command.add_option("--x-points", grid.x_points, "Knots in x")
      ->check(digits_only())
      ->check(points)
      ->capture_default_str();
  command.add_option("--q-max", grid.q_max, "Largest scale in GeV; the smallest is the fit's Q0")
      ->check(number_between(1.0, largest_q, "a scale in GeV"))
      ->capture_default_str();
  command.add_option("--q-points", grid.q_points, "Knots in Q, about; shared among subgrids")
      ->check(digits_only())
      ->check(points)
      ->capture_default_str();
}

}  // namespace

void add_export_lhapdf(CLI::App& app, Request& request) {
  add_command<ExportArguments>(
      app, request, "export-lhapdf", "Write the PDFs of a result as an LHAPDF set",
      [](CLI::App& command, ExportArguments& a) {
        command.add_option("RESULT", a.result, "result.h5 of a fit")->required();
        command.add_option("-o,--output", a.folder, "Folder of the set; its last part is the name")
            ->type_name("DIR/NAME")
            ->required();
        command
            .add_option_function<std::string>(
                "--error-type", [&a](const std::string& word) { a.kind = member_kind_of(word); },
                "Members: central, hessian or replicas; without it what the result has")
            ->check(one_of({"central", "hessian", "replicas"}));
        add_grid(command, a.grid);
        add_force(command, a.overwrite);
      },
      run_export);
}

}  // namespace fitpack::app
