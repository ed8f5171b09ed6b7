// One evaluation of value and Jacobian of a card on several numbers of ranks within one run:
//   mpirun -n 4 fitpack_scaling CARD EVALUATIONS 1 2 4
// prints one line of JSON per number of ranks. The script `scaling` drives it. Ranks that a number
// leaves out sleep meanwhile, and ratios hold whatever the speed of the machine that day.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/parallel/mpi_session.hpp"
#include "message_counter.hpp"

namespace {

using namespace fitpack;  // NOLINT: a program of its own

struct Measurement {
  std::size_t points = 0;
  double best = 1e300, median = 0.0, kernel_seconds = 0.0;
  double share_of_waiting = 0.0;  ///< communication and waiting, of this rank
  double busy = 0.0;              ///< seconds per evaluation without these, of this rank
  std::string first_blocks;       ///< of every rank
  double memory = 0.0;            ///< largest so far, of this rank
  std::size_t kernel_bytes = 0;
  std::string bits;  ///< checksum of F, R and z
  scaling::MessageCounts messages;
};

/// Values of θ that differ from call to call; every rank count sees the same.
std::vector<double> varied(const ParameterSet& parameters, int call) {
  std::vector<double> theta = parameters.start_values();
  const std::vector<double> steps = parameters.steps();
  for (std::size_t p = 0; p < theta.size(); ++p)
    theta[p] += 1e-3 * static_cast<double>(call % 5) * steps[p];
  return theta;
}

Measurement measure(const Communicator& comm, const RunCard& card, int evaluations) {
  Analysis analysis(comm, card, silent_logger());
  DistributedObjective& objective = analysis.objective();
  Measurement m;
  m.points = analysis.measurements().n_rows();
  m.kernel_seconds = analysis.kernel_summary().seconds;
  m.kernel_bytes = analysis.kernel_summary().bytes;
  std::vector<double> seconds;
  Checksum bits;
  objective.drive([&] { (void)objective.evaluate(varied(card.parameters, 0), Want::model); });
  const StageTimes before = objective.times();
  scaling::reset_message_counts();
  objective.drive([&] {
    for (int call = 0; call < evaluations; ++call) {
      const auto start = std::chrono::steady_clock::now();
      const LocalModel model = objective.evaluate(varied(card.parameters, call), Want::model);
      seconds.push_back(
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
      bits.add_numbers(std::span(&model.objective, 1)).add_numbers(model.r).add_numbers(model.z);
    }
  });
  m.messages = scaling::message_counts();
  const StageTimes after = objective.times();
  m.share_of_waiting = (after.communication.seconds - before.communication.seconds) /
                       (after.total() - before.total());
  m.busy = (1.0 - m.share_of_waiting) * (after.total() - before.total()) / evaluations;
  for (int rank = 0; rank < comm.size(); ++rank)
    m.first_blocks += (rank == 0 ? "" : ", ") +
                      std::to_string(analysis.measurements().deal(comm.size()).blocks(rank).begin);
  if (comm.is_root()) {
    std::ranges::sort(seconds);
    m.best = seconds.front();
    m.median = seconds[seconds.size() / 2];
    m.bits = bits.hex();
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  m.memory = 1024.0 * static_cast<double>(usage.ru_maxrss);
  return m;
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

void print(const Communicator& comm, const RunCard& card, const Measurement& m, int evaluations) {
  const auto all = [&](double value) { return comm.gather(std::span(&value, 1)); };
  const auto count = [&](std::int64_t value) {
    return static_cast<double>(comm.all_sum(value)) / evaluations;
  };
  const auto waiting = all(m.share_of_waiting);
  const auto memory = all(m.memory);
  const auto busy = all(m.busy);
  const auto kernel = all(static_cast<double>(m.kernel_bytes));
  const auto building = all(m.kernel_seconds);
  // The command that ends the series is one broadcast more.
  const double sends = count(m.messages.sends), sent = count(m.messages.sent_bytes);
  const double broadcasts = count(m.messages.broadcasts);
  const double broadcast_bytes = count(m.messages.broadcast_bytes);
  const double reductions = count(m.messages.reductions);
  if (!comm.is_root()) return;
  std::printf(
      "{\"ranks\": %d, \"points\": %zu, \"parameters\": %zu, \"evaluations\": %d, \"best\": %.6g, "
      "\"median\": %.6g, \"waiting\": %.5f, \"waiting_most\": %.5f, \"kernel_seconds\": %.4g, "
      "\"kernel_bytes_most\": %.0f, \"memory\": %.0f, \"sends\": %.6g, \"sent_bytes\": %.8g, "
      "\"broadcasts\": %.6g, \"broadcast_bytes\": %.8g, \"reductions\": %.6g, \"imbalance\": %.4f, "
      "\"first_blocks\": [%s], \"bits\": \"%s\"}\n",
      comm.size(), m.points, card.parameters.n_free(), evaluations, m.best, m.median,
      sum(waiting) / comm.size(), *std::ranges::max_element(waiting),
      *std::ranges::max_element(building), *std::ranges::max_element(kernel), sum(memory), sends,
      sent, broadcasts, broadcast_bytes, reductions,
      *std::ranges::max_element(busy) * comm.size() / sum(busy), m.first_blocks.c_str(),
      m.bits.c_str());
  std::fflush(stdout);
}

/// The first `ranks` ranks measure; the others sleep, so that they do not spin beside them.
void run(const Communicator& world, const RunCard& card, int ranks, int evaluations) {
  const bool takes_part = world.rank() < ranks;
  const Communicator group = world.split(takes_part ? 0 : 1);
  if (takes_part) {
    const Measurement m = measure(group, card, evaluations);
    print(group, card, m, evaluations);
    const double done = 1.0;
    for (int other = ranks + group.rank(); other < world.size(); other += ranks)
      world.send(std::span(&done, 1), other);
  } else {
    scaling::sleep_until_message();
    double done = 0.0;
    world.receive(std::span(&done, 1), (world.rank() - ranks) % ranks);
  }
}

int run_all(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: mpirun -n P fitpack_scaling CARD EVALUATIONS RANKS...\n");
    return static_cast<int>(ExitCode::usage);
  }
  const Communicator world = Communicator::world();
  Problems problems;
  const RunCard card = read_run_card(argv[1], {}, problems);
  problems.throw_if_any(ExitCode::usage);
  const int evaluations = std::max(1, std::atoi(argv[2]));
  for (int k = 3; k < argc; ++k)
    run(world, card, std::clamp(std::atoi(argv[k]), 1, world.size()), evaluations);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const MpiSession session(argc, argv);
  try {
    return run_all(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "fitpack_scaling: %s\n", error.what());
    MpiSession::abort(1);
  }
}
