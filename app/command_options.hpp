#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "commands.hpp"
#include "fitpack/core/backend.hpp"

/// Options that several commands share, and how a command is registered.
namespace fitpack::app {

/// NaN, text and numbers outside are refused; `what` completes "'…' is not …".
CLI::Validator number_between(double smallest, double largest, const char* what);
CLI::Validator digits_only();
CLI::Validator one_of(std::vector<std::string> words);

void add_card(CLI::App& command, CardArguments& card);
/// A card, or a result file, which counts as its card at the fitted parameters.
void add_card_or_result(CLI::App& command, CardArguments& card);
void add_force(CLI::App& command, Overwrite& overwrite);
/// Who predicts many parameter sets together, and samples; not given: as the card says.
void add_backend(CLI::App& command, CardArguments& card);
void add_json(CLI::App& command, Format& format);

/// Registers a command whose arguments live as long as the request.
template <class Arguments, class AddOptions, class Run>
void add_command(CLI::App& app, Request& request, const char* name, const char* description,
                 AddOptions&& add_options, Run run, OnSignal on_signal = OnSignal::end) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(name, description);
  add_options(*command, *arguments);
  command->fallthrough();
  command->callback([&request, arguments, run, on_signal] {
    request.on_signal = on_signal;
    request.command = [arguments, run](const Context& context) { return run(context, *arguments); };
  });
}

}  // namespace fitpack::app
