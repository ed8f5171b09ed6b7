#pragma once

#include <filesystem>
#include <string>

#include "commands.hpp"
#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack::app {

/// Collective. The resolved card; every mistake in it is thrown at once.
RunCard load_card(const Context& context, const CardArguments& arguments);

/// Throws InputError where `path` exists and may not be replaced.
void refuse_existing(const std::filesystem::path& path, Overwrite overwrite);

/// To a file, or to standard output if `path` is empty.
void write_text(const std::string& path, const std::string& text);

/// Draws a bar on the terminal of rank 0 while kernels are built; nothing where stderr is a file.
Progress kernel_progress(const Context& context);

}  // namespace fitpack::app
