#include "fitpack/reduction/distributed_objective.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

[[noreturn]] void mismatch(const std::string& what) {
  throw Error(ExitCode::internal, "the blocks of the objective do not fit together: " + what);
}

void check_block(const Prediction& prediction, std::size_t b, const MeasurementBlock& block,
                 std::size_t n_sources, std::size_t n_data_sets) {
  const std::size_t n = block.n_rows();
  if (prediction.n_rows(b) != n || block.stat.size() != n || block.uncor.size() != n ||
      block.data_set.size() != n)
    mismatch("a block's columns differ in length");
  if (block.beta.size() != n * block.beta_stride() || block.n_multiplicative > block.n_sources())
    mismatch("the table of correlated sources has the wrong size");
  for (const std::size_t source : block.sources)
    if (source >= n_sources) mismatch("unknown source");
  for (const std::size_t set : block.data_set)
    if (set >= n_data_sets) mismatch("unknown data set");
}

void check_input(const ObjectiveInput& input, std::size_t n_local_blocks) {
  if (!input.block_costs.empty() && input.block_costs.size() != input.n_blocks)
    mismatch("costs of another number of blocks");
  if (!input.pdfs || !input.chi_square || !input.prediction)
    mismatch("no PDFs, no chi-square definition or no prediction");
  if (input.parameters.n_free() != input.pdfs->n_free_parameters())
    mismatch("the PDFs have another number of free parameters than the parameter set");
  if (input.measurements.size() != n_local_blocks || input.prediction->n_blocks() != n_local_blocks)
    mismatch("wrong number of blocks on this rank");
  if (n_local_blocks > 0 && input.prediction->n_columns() != input.pdfs->n_values())
    mismatch("kernel rows and PDFs differ in length");
  for (std::size_t b = 0; b < n_local_blocks; ++b)
    check_block(*input.prediction, b, input.measurements[b], input.n_sources, input.n_data_sets);
}

BlockDeal deal_of(const ObjectiveInput& input, int ranks) {
  if (input.block_costs.empty()) return {input.n_blocks, ranks};
  return {input.block_costs, ranks};
}

}  // namespace

DistributedObjective::DistributedObjective(Communicator comm, ObjectiveInput input)
    : comm_(std::move(comm)),
      input_(std::move(input)),
      n_(input_.parameters.n_free()),
      stride_(padded(n_ + 1)),
      tree_(comm_, deal_of(input_, comm_.size())),
      message_(n_ + 2),
      elimination_(input_.n_sources) {
  agree(comm_, [&] {
    check_input(input_, tree_.local_blocks().size());
    pdf_table_.resize(input_.pdfs->n_values() * stride_);
    sums_.resize(elimination_.sums_size() + 1);
    source_rows_.resize(padded(input_.n_sources) * stride_);
    triangle_.resize((n_ + 1) * stride_);
    merge_scratch_.resize(2 * (n_ + 1) * stride_);
    shifts_.resize(input_.n_sources + 1);
    for (MeasurementBlock& block : input_.measurements)
      blocks_.emplace_back(std::move(block), input_.chi_square, n_, input_.n_sources);
    input_.measurements.clear();
  });
  count_rows();
}

void DistributedObjective::count_rows() {
  std::size_t rows = 0;
  for (const BlockEvaluator& block : blocks_) rows += block.measurements().n_rows();
  std::vector<double> of_ranks = comm_.gather(std::vector{static_cast<double>(rows)});
  comm_.broadcast(of_ranks);
  for (int rank = 0; rank < comm_.size(); ++rank) {
    const auto count = static_cast<std::size_t>(of_ranks[static_cast<std::size_t>(rank)]);
    if (rank < comm_.rank()) first_row_ += count;
    n_rows_ += count;
  }
}

void DistributedObjective::set_outcome(std::span<const double> values) {
  std::size_t first = 0;
  for (BlockEvaluator& block : blocks_) {
    const std::size_t n = values.empty() ? 0 : block.measurements().n_rows();
    FITPACK_EXPECTS(first + n <= values.size());
    block.set_outcome(values.subspan(first, n));
    first += n;
  }
}

void DistributedObjective::set_training(std::span<const std::uint8_t> rows) {
  std::size_t first = 0;
  for (BlockEvaluator& block : blocks_) {
    const std::size_t n = rows.empty() ? 0 : block.measurements().n_rows();
    FITPACK_EXPECTS(first + n <= rows.size());
    block.set_training(rows.subspan(first, n));
    first += n;
  }
}

void DistributedObjective::set_reference(std::span<const double> values) {
  std::size_t first = 0;
  for (BlockEvaluator& block : blocks_) {
    const std::size_t n = values.empty() ? 0 : block.measurements().n_rows();
    FITPACK_EXPECTS(first + n <= values.size());
    block.set_reference(values.subspan(first, n));
    first += n;
  }
}

void DistributedObjective::copy_reference(const DistributedObjective& from) {
  FITPACK_EXPECTS(from.blocks_.size() == blocks_.size());
  for (std::size_t b = 0; b < blocks_.size(); ++b)
    blocks_[b].set_reference(from.blocks_[b].measurements().reference);
}

void DistributedObjective::share_reference(std::span<const double> values) {
  FITPACK_EXPECTS(values.size() == n_rows_);
  reference_.assign(values.begin(), values.end());
  timed([&] {
    broadcast_command(Command::reference, {});
    receive_reference();
  });
}

void DistributedObjective::receive_reference() {
  comm_.broadcast(reference_);
  std::size_t rows = 0;
  for (const BlockEvaluator& block : blocks_) rows += block.measurements().n_rows();
  set_reference(std::span<const double>(reference_).subspan(first_row_, rows));
}

double DistributedObjective::n_events() const {
  double sum = 0.0;
  for (const auto& sample : input_.events) sum += sample->effective_events();
  return sum;
}

/// Runs the stages and books the time that none of them took as communication: messages, and
/// waiting for other ranks.
template <class Stages>
void DistributedObjective::timed(Stages&& stages) {
  const double before = times_.total() - times_.communication.seconds;
  StageTime elapsed;
  {
    const StageClock clock(elapsed);
    stages();
  }
  const double in_stages = times_.total() - times_.communication.seconds - before;
  times_.communication.seconds += elapsed.seconds - in_stages;
  ++times_.communication.calls;
}

void DistributedObjective::broadcast_command(Command command, std::span<const double> theta) {
  if (failed_) throw Error(ExitCode::internal, "an objective was used after a failure");
  FITPACK_EXPECTS(comm_.is_root() && theta.size() <= n_);
  message_[0] = static_cast<double>(command);
  message_[1] = static_cast<double>(selection_);
  std::copy(theta.begin(), theta.end(), message_.begin() + 2);
  comm_.broadcast(std::span<double>(message_));
}

std::span<const double> DistributedObjective::theta() const {
  return std::span<const double>(message_).subspan(2);
}

LocalModel DistributedObjective::evaluate(std::span<const double> theta, Want want) {
  LocalModel model;
  timed([&] {
    broadcast_command(want == Want::value      ? Command::value
                      : want == Want::gradient ? Command::gradient
                                               : Command::model,
                      theta);
    model = run_evaluation(want);
  });
  return model;
}

ObjectiveReport DistributedObjective::report(std::span<const double> theta) {
  ObjectiveReport report;
  timed([&] {
    broadcast_command(Command::report, theta);
    report = run_report();
  });
  return report;
}

void DistributedObjective::release() { broadcast_command(Command::release, {}); }

void DistributedObjective::serve() {
  bool serving = true;
  while (serving) timed([&] { serving = obey(); });
}

/// Waits for one command and takes part in it; false: released.
bool DistributedObjective::obey() {
  comm_.broadcast(std::span<double>(message_));
  switch (static_cast<Command>(static_cast<int>(message_[0]))) {
    case Command::value:
      run_evaluation(Want::value);
      break;
    case Command::gradient:
      run_evaluation(Want::gradient);
      break;
    case Command::model:
      run_evaluation(Want::model);
      break;
    case Command::report:
      run_report();
      break;
    case Command::reference:
      receive_reference();
      break;
    case Command::release:
      return false;
  }
  return true;
}

void DistributedObjective::drive(const std::function<void()>& body) {
  FailureGuard outcome;
  outcome.run([&] {
    if (comm_.is_root())
      body();
    else
      serve();
  });
  if (comm_.is_root() && !failed_) release();
  outcome.settle(comm_);
}

}  // namespace fitpack
