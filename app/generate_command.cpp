#include <filesystem>
#include <sstream>

#include "command_options.hpp"
#include "fitpack/analysis/generate.hpp"
#include "fitpack/data/dataset_writer.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

namespace fs = std::filesystem;

struct GenerateArguments {
  CardArguments card;
  SyntheticOptions data;
  std::string output;  ///< folder
  Overwrite overwrite = Overwrite::refuse;
};

constexpr const char* card_name = "card.yaml";
constexpr double fewest_points = 2, most_points = 1e7, most_sources = 1000;

void make_folder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure)
    throw DataError("folder " + folder.string() + " cannot be made (" + failure.message() +
                    "); choose another with -o");
}

std::string note_of(const GenerateArguments& arguments, const RunCard& card) {
  std::ostringstream note;
  note << "Drawn with seed " << arguments.data.seed << " from the PDFs of the card '" << card.title
       << "': no measurement.";
  return note.str();
}

ExitCode run_generate(const Context& context, const GenerateArguments& arguments) {
  const RunCard card = load_card(context, arguments.card);
  const fs::path folder = arguments.output;
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    make_folder(folder);
    prepare_file(folder / card_name, arguments.overwrite);
  });
  const std::vector<Dataset> sets =
      generate_data(context.comm, card, arguments.data, context.logger, kernel_progress(context));
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    for (const Dataset& set : sets) {
      refuse_existing(folder / (set.name + ".csv"), arguments.overwrite);
      write_dataset(set, folder, note_of(arguments, card));
    }
    write_text(folder / card_name, resolved_card_text(card_of_data(card, sets)));
    context.logger->info("{} points written; next: fitpack fit {}", arguments.data.points,
                         (folder / card_name).string());
  });
  return ExitCode::converged;
}

}  // namespace

void add_generate(CLI::App& app, Request& request) {
  add_command<GenerateArguments>(
      app, request, "generate", "Draw synthetic data from the card's PDFs, with a card to fit them",
      [](CLI::App& command, GenerateArguments& a) {
        add_card(command, a.card);
        command.add_option("--points", a.data.points, "Number of points, up to 10 million")
            ->required()
            ->check(digits_only())
            ->check(number_between(fewest_points, most_points, "a number of points from 2 to 1e7"));
        command.add_option("--sources", a.data.sources, "Number of correlated sources")
            ->check(digits_only())
            ->check(number_between(0, most_sources, "a number of sources from 0 to 1000"))
            ->capture_default_str();
        command.add_option("--seed", a.data.seed, "Other data for other seeds")
            ->check(digits_only())
            ->capture_default_str();
        command.add_option("-o,--output", a.output, "Folder for tables and card")
            ->type_name("FOLDER")
            ->required();
        add_force(command, a.overwrite);
      },
      run_generate);
}

}  // namespace fitpack::app
