#include "command_options.hpp"

#include <algorithm>
#include <map>

#include "fitpack/cuda/backend_choice.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/suggestion.hpp"

namespace fitpack::app {

CLI::Validator number_between(double smallest, double largest, const char* what) {
  return CLI::Validator(
      [=](const std::string& text) {
        const auto value = parse_number(text);
        if (value && *value >= smallest && *value <= largest) return std::string();
        return "'" + text + "' is not " + what + "; give a number from " + format_number(smallest) +
               " to " + format_number(largest);
      },
      "");
}

CLI::Validator digits_only() {
  return CLI::Validator(
      [](const std::string& text) {
        const bool good =
            !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        return good ? std::string() : "'" + text + "' is not a whole number without sign";
      },
      "");
}

CLI::Validator one_of(std::vector<std::string> words) {
  return CLI::Validator(
      [words = std::move(words)](const std::string& text) {
        if (std::ranges::find(words, text) != words.end()) return std::string();
        return "there is no '" + text + "'; choose one of " + joined(words);
      },
      "");
}

namespace {

void add_path_and_overrides(CLI::App& command, CardArguments& card, const char* name,
                            const char* description) {
  command.add_option(name, card.path, description)->required();
  command
      .add_option("--set", card.overrides,
                  "Override a key of the card: --set theory.alphas_mz=0.120")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

}  // namespace

void add_card(CLI::App& command, CardArguments& card) {
  add_path_and_overrides(command, card, "CARD", "Run card (YAML); `fitpack init` writes one");
}

void add_card_or_result(CLI::App& command, CardArguments& card) {
  add_path_and_overrides(command, card, "CARD|RESULT",
                         "Run card (YAML), or result.h5 of a fit: its fitted parameters");
}

void add_force(CLI::App& command, Overwrite& overwrite) {
  command.add_flag_callback(
      "--force", [&overwrite] { overwrite = Overwrite::force; }, "Replace output that exists");
}

void add_backend(CLI::App& command, CardArguments& card) {
  std::map<std::string, Backend> names;
  for (std::size_t k = 0; k < backend_names().size(); ++k)
    names[backend_names()[k]] = static_cast<Backend>(k);
  command
      .add_option("--backend", card.backend,
                  "Who does what a GPU can do: cpu, cuda (a GPU) or auto")
      ->type_name("NAME")
      ->transform(CLI::Transformer(names).description(""))
      ->transform(one_of(backend_names()));  // the last one comes first
}

void add_json(CLI::App& command, Format& format) {
  command.add_flag_callback(
      "--json", [&format] { format = Format::json; }, "Print JSON instead of text");
}

}  // namespace fitpack::app
