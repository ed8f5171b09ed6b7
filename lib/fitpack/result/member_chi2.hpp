#pragma once

#include <filesystem>
#include <string>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

class YamlTree;

/// χ² of the members of a set of PDFs, FitResult::members, which must not be empty.

/// Central value, smallest, mean and largest of each data set and of each part of χ², as a table.
[[nodiscard]] std::string member_chi2_text(const FitResult& result);

/// One row per member: label, total and its parts, then χ² of the points of each data set
/// (docs/formats.md).
[[nodiscard]] std::string member_chi2_csv(const FitResult& result);

/// The table as a file: HDF5 where its name ends in .h5, else CSV. Whole or not at all; throws
/// DataError.
void write_member_chi2(const FitResult& result, const std::filesystem::path& path);

/// The same numbers under the key `members`.
void add_member_chi2(YamlTree& tree, const FitResult& result);

}  // namespace fitpack
