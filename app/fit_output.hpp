#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "fit_arguments.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack::app {

inline constexpr const char* result_name = "result.h5";
inline constexpr const char* replica_folder_name = "replicas";

/// A folder that is made if need be, and taken back with its new parents where nothing came of it.
class OutputFolder {
 public:
  explicit OutputFolder(const std::filesystem::path& folder);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  ~OutputFolder();

 private:
  std::vector<std::filesystem::path> made_;  // the deepest first
};

/// Where the result goes; on rank 0.
struct Output {
  std::filesystem::path folder;
  std::filesystem::path file;
  std::unique_ptr<OutputFolder> guard;
};

std::filesystem::path output_folder(const FitArguments& arguments, const RunCard& card);

/// Before any long work: the folder can be written and holds nothing that must be kept. Replicas
/// without a result are those of a run that was cut off, or a part of all.
Output prepare_output(const FitArguments& arguments, const RunCard& card);

/// The result that --resume finds in place of a checkpoint: the fit ended before. A result older
/// than a checkpoint is one that the interrupted fit was to replace. Rank 0 only.
std::optional<FitResult> result_to_keep(const FitArguments& arguments, const RunCard& card);

/// A disk that is full at the end of a long fit must not cost its outcome: it is shown all the
/// same.
void write_or_show(const FitResult& result, const std::filesystem::path& file);

}  // namespace fitpack::app
