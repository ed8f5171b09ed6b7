#include "command_options.hpp"
#include "fitpack/analysis/event_density.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "support.hpp"

namespace fitpack::app {

namespace {

struct SampleArguments {
  CardArguments card;
  std::uint64_t events = 0;
  std::uint64_t seed = 1;
  std::string output;
  Overwrite overwrite = Overwrite::refuse;
};

namespace fs = std::filesystem;

constexpr double most_events = 1e9;

void check_output(const SampleArguments& arguments) {
  const fs::path file(arguments.output);
  if (file.extension() != ".h5")
    throw InputError("-o " + arguments.output +
                     ": a sample is written to NAME.h5 and its sidecar NAME.yaml; end the name "
                     "with .h5");
  prepare_file(file, arguments.overwrite);
  prepare_file(fs::path(file).replace_extension(".yaml"), arguments.overwrite);
}

ExitCode run_sample(const Context& context, const SampleArguments& arguments) {
  const RunCard card = load_card(context, arguments.card);
  agree(context.comm, [&] {
    if (context.comm.is_root()) check_output(arguments);
  });
  const EventDensity density(context.comm, card, context.logger);
  const BlockLayout layout{arguments.events, events_per_block};
  const IndexRange mine = rows_of_rank(layout, context.comm.rank(), context.comm.size());
  EventColumns events;
  agree(context.comm, [&] {
    events = density.sample(density.start_values(), mine.size(), arguments.seed, mine.begin);
  });
  EventColumns all{context.comm.gather(events.x), context.comm.gather(events.q2), {}};
  agree(context.comm, [&] {
    if (!context.comm.is_root()) return;
    write_events(arguments.output, all, density.definition(),
                 "Drawn from " + card.title + ", seed " + std::to_string(arguments.seed));
    context.logger->info("{} events, cross section {:g} pb, written to {}", all.size(),
                         density.normalisation(density.start_values()), arguments.output);
  });
  return ExitCode::converged;
}

}  // namespace

void add_sample(CLI::App& app, Request& request) {
  add_command<SampleArguments>(
      app, request, "sample", "Draw events from the density of a card; write FILE.h5, FILE.yaml",
      [](CLI::App& command, SampleArguments& a) {
        add_card(command, a.card);
        add_backend(command, a.card);
        command.add_option("--events", a.events, "Number of events, 1 to 1e9")
            ->required()
            ->type_name("N")
            ->check(digits_only())
            ->check(number_between(1.0, most_events, "a number of events"));
        command.add_option("--seed", a.seed, "Seed of the events, 0 to 2^64-1")
            ->check(digits_only());
        command.add_option("-o,--output", a.output, "File of the events, its sidecar beside it")
            ->required()
            ->type_name("FILE.h5");
        add_force(command, a.overwrite);
      },
      run_sample);
}

}  // namespace fitpack::app
