#include "fit_output.hpp"

#include "fitpack/io/atomic_file.hpp"
#include "fitpack/result/result_file.hpp"
#include "fitpack/result/result_text.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace fs = std::filesystem;

namespace {

/// Refuses to lose a result, or the checkpoint of an interrupted fit. Resuming one may replace the
/// result that the fit itself was allowed to replace.
void refuse_loss(const Output& output, const FitArguments& arguments) {
  if (!has_checkpoints(arguments)) return;
  const bool interrupted = Checkpoints::exist_in(output.folder);
  if (arguments.resume == Resume::yes && interrupted) return;
  refuse_existing(output.file, arguments.overwrite);
  if (interrupted && !resumes(arguments) && arguments.overwrite == Overwrite::refuse)
    throw InputError(output.folder.string() +
                     " holds the checkpoint of an interrupted fit; use --resume to go on from it, "
                     "or --force to start anew");
}

}  // namespace

OutputFolder::OutputFolder(const fs::path& folder) {
  std::error_code failure;
  for (fs::path p = fs::absolute(folder); !fs::exists(p, failure) && p.has_relative_path();
       p = p.parent_path())
    made_.push_back(p);
  failure.clear();
  fs::create_directories(folder, failure);
  if (failure)
    throw DataError("folder " + folder.string() + " cannot be made (" + failure.message() +
                    "); choose another with -o");
}

OutputFolder::~OutputFolder() {
  std::error_code not_empty;
  for (const fs::path& folder : made_) fs::remove(folder, not_empty);
}

fs::path output_folder(const FitArguments& arguments, const RunCard& card) {
  return arguments.output.empty() ? card.output.folder : fs::path(arguments.output);
}

Output prepare_output(const FitArguments& arguments, const RunCard& card) {
  Output output;
  output.folder = output_folder(arguments, card);
  output.file = output.folder / result_name;
  refuse_loss(output, arguments);
  output.guard = std::make_unique<OutputFolder>(
      arguments.replicas > 0 ? output.folder / replica_folder_name : output.folder);
  check_writable(output.file);
  return output;
}

std::optional<FitResult> result_to_keep(const FitArguments& arguments, const RunCard& card) {
  const fs::path folder = output_folder(arguments, card);
  std::error_code missing;
  const auto time = fs::last_write_time(folder / result_name, missing);
  if (missing || arguments.resume == Resume::no || arguments.overwrite == Overwrite::force ||
      !has_checkpoints(arguments))
    return std::nullopt;
  const auto checkpoint = Checkpoints::newest_time(folder);
  if (checkpoint && *checkpoint > time) return std::nullopt;
  FitResult result = read_result(folder / result_name);
  const bool same = result.card == resolved_card_text(card) &&
                    result.starts.size() == static_cast<std::size_t>(arguments.starts) &&
                    result.replica_settings.requested == arguments.replicas &&
                    (!arguments.scale_variations || !result.scale_variations.empty());
  return same ? std::optional(std::move(result)) : std::nullopt;
}

void write_or_show(const FitResult& result, const fs::path& file) {
  try {
    write_result(result, file);
  } catch (const Error&) {
    write_text({}, summary_text(result, {}));
    throw;
  }
  write_text({}, summary_text(result, {file.string()}));
}

}  // namespace fitpack::app
