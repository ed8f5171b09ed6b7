#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "commands.hpp"
#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack::app {

/// Collective. The resolved card; every mistake in it is thrown at once.
RunCard load_card(const Context& context, const CardArguments& arguments);

/// A result: the file itself, or `result.h5` in the folder of a fit.
std::string result_file(const std::string& path);

/// θ of a result, by name; parameters it does not have keep the card's start values, with a
/// warning. Throws InputError where one is outside the card's bounds. Local.
std::vector<double> start_from(const std::string& path, const ParameterSet& parameters,
                               const Logger& logger);

/// Throws InputError where `path` holds something that may not be replaced. Empty files, devices
/// and pipes hold nothing.
void refuse_existing(const std::filesystem::path& path, Overwrite overwrite);

/// Before any long work: the file can be written and holds nothing that must be kept. Nothing to do
/// for an empty path, standard output.
void prepare_file(const std::filesystem::path& path, Overwrite overwrite);

/// To a file, or to standard output if `path` is empty.
void write_text(const std::string& path, const std::string& text);

/// Draws a bar on the terminal of rank 0 while kernels are built; nothing where stderr is a file.
Progress kernel_progress(const Context& context);

}  // namespace fitpack::app
