#include "command_options.hpp"
#include "fitpack/analysis/data_profile.hpp"
#include "fitpack/analysis/lhapdf_export.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct ProfileDataArguments {
  std::string result;  ///< a file, or the folder of a fit
  DataProfileOptions options;
  std::string output;  ///< result file; empty: none
  std::string set;     ///< folder of an LHAPDF set; empty: none
  Overwrite overwrite = Overwrite::refuse;
  Format format = Format::text;
};

constexpr std::size_t most_replicas = 1000000;

std::string result_file(const std::string& path) {
  std::error_code failure;
  return std::filesystem::is_directory(path, failure)
             ? (std::filesystem::path(path) / "result.h5").string()
             : path;
}

ExitCode run_profile_data(const Context& context, const ProfileDataArguments& arguments) {
  const std::string file = result_file(arguments.result);
  FitResult before;
  agree(context.comm, [&] {
    before = read_result(file);
    if (!context.comm.is_root()) return;
    prepare_file(arguments.output, arguments.overwrite);
    if (!arguments.set.empty())
      check_set_folder(arguments.set,
                       arguments.overwrite == Overwrite::force ? ReplaceSet::yes : ReplaceSet::no);
  });
  FitResult after = profile_data(context.comm, before, file, arguments.options, context.logger,
                                 kernel_progress(context));
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    after.provenance.command_line = context.command_line;
    if (!arguments.output.empty()) write_result(after, arguments.output);
    if (!arguments.set.empty())
      export_lhapdf(pdf_members(after, member_kind(after), file), {}, arguments.set);
    write_text({}, arguments.format == Format::json ? data_profile_json(before, after)
                                                    : data_profile_text(before, after));
  });
  return ExitCode::converged;
}

}  // namespace

void add_profile_data(CLI::App& app, Request& request) {
  add_command<ProfileDataArguments>(
      app, request, "profile-data", "What data would do to a result, without a refit",
      [](CLI::App& command, ProfileDataArguments& a) {
        command.add_option("RESULT", a.result, "result.h5 of a fit, or its folder")->required();
        command
            .add_option("--add", a.options.add,
                        "Data set in the data folder of the fit, or a sidecar; may be repeated")
            ->type_name("SET|SET.yaml")
            ->required()
            ->allow_extra_args(false);
        command
            .add_option_function<std::string>(
                "--weights",
                [&a](const std::string& word) {
                  a.options.weighting = word == to_string(Weighting::nnpdf)
                                            ? Weighting::nnpdf
                                            : Weighting::giele_keller;
                },
                "Weights of replicas: nnpdf (default) or giele-keller")
            ->check(one_of({to_string(Weighting::nnpdf), to_string(Weighting::giele_keller)}))
            ->type_name("KIND");
        command
            .add_option("--unweight", a.options.unweight,
                        "Keep so many replicas, each as often as its weight deserves")
            ->check(CLI::Range(std::size_t{1}, most_replicas))
            ->type_name("N");
        command.add_option("-o,--output", a.output, "Write a result with the profiled PDFs")
            ->type_name("FILE.h5");
        command
            .add_option("--lhapdf", a.set,
                        "Write the profiled PDFs as an LHAPDF set: eigenvectors, or unweighted "
                        "replicas")
            ->type_name("DIR/NAME");
        add_force(command, a.overwrite);
        add_json(command, a.format);
      },
      run_profile_data);
}

}  // namespace fitpack::app
