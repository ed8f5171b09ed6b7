#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/events/unbinned_likelihood.hpp"
#include "fitpack/objective/chi_square.hpp"
#include "fitpack/objective/penalty.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/parallel/tree_reduce.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/initial_pdfs.hpp"
#include "fitpack/prediction/prediction.hpp"
#include "fitpack/reduction/block_evaluator.hpp"
#include "fitpack/reduction/fit_objective.hpp"
#include "fitpack/reduction/local_model.hpp"
#include "fitpack/reduction/objective_report.hpp"
#include "fitpack/reduction/shift_elimination.hpp"
#include "fitpack/reduction/stage_times.hpp"

namespace fitpack {

/// What a rank brings to an objective: the parts that are the same everywhere, and its own blocks.
struct ObjectiveInput {
  ParameterSet parameters;
  std::shared_ptr<const InitialPdfs> pdfs;
  std::shared_ptr<const ChiSquare> chi_square;
  std::size_t n_blocks = 0;   ///< of all ranks together
  std::size_t n_sources = 0;  ///< correlated sources over all data sets
  std::size_t n_data_sets = 0;

  std::unique_ptr<Prediction> prediction;      ///< of the rank's blocks, those its deal gives it
  std::vector<MeasurementBlock> measurements;  ///< of the same blocks
  std::vector<std::unique_ptr<UnbinnedLikelihood>> events;  ///< samples, the same on every rank

  /// Of every block of all ranks, by which blocks are dealt; empty: equal.
  std::vector<double> block_costs;

  StopRequest stop;  ///< of this rank

  std::vector<PenaltyTerm> penalties{};  ///< needed on rank 0 alone
};

/// F(θ) = χ²/2 − Σ ln L of single events, the shifts of correlated sources eliminated, and its
/// local model, over the rows and events of all ranks of a communicator. The result has the same
/// bits on any number of ranks.
///
/// Rank 0 calls `evaluate` and `report` while the others sit in `serve`; `drive` arranges both.
/// An exception on any rank ends the evaluation with the same Error on all ranks, after which the
/// object must not be used any more.
class DistributedObjective : public FitObjective {
 public:
  /// Collective. Throws on all ranks where a rank's blocks do not match.
  DistributedObjective(Communicator comm, ObjectiveInput input);

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] double n_events() const override;
  /// Where this rank sums over events; empty without any.
  [[nodiscard]] std::string events_backend() const {
    return input_.events.empty() ? "" : input_.events.front()->backend();
  }
  [[nodiscard]] const ParameterSet& parameters() const override { return input_.parameters; }
  [[nodiscard]] const Communicator& communicator() const { return comm_; }
  [[nodiscard]] const InitialPdfs& pdfs() const { return *input_.pdfs; }
  /// Of this rank's blocks. Every evaluation sets its parameters anew.
  [[nodiscard]] Prediction& prediction() { return *input_.prediction; }

  /// Compares the theory with other values of this rank's rows: pseudo-data. Their uncertainties
  /// stay those of the measured values. None: the measured values again. Local, on every rank
  /// alike, outside `drive` and `serve`.
  void set_outcome(std::span<const double> values);

  /// Splits this rank's rows into training (not 0) and validation; none: all rows train. Local, on
  /// every rank alike, outside `drive` and `serve`.
  void set_training(std::span<const std::uint8_t> rows);
  /// Rank 0 only: the rows of evaluations and reports from now on; each selection has shifts of its
  /// own.
  void select(RowSelection selection) override { selection_ = selection; }
  /// The prediction t0 that errors scale with where the χ² wants one: of this rank's rows. Local,
  /// as `set_outcome`.
  void set_reference(std::span<const double> values);
  /// The reference of an objective with the same blocks. Local.
  void copy_reference(const DistributedObjective& from);
  /// The same from rank 0, for all rows of all ranks; the others serve.
  void share_reference(std::span<const double> values);

  /// Rank 0 only. θ has n_parameters elements.
  [[nodiscard]] LocalModel evaluate(std::span<const double> theta, Want want) override;
  [[nodiscard]] ObjectiveReport report(std::span<const double> theta);
  void release();  ///< ends the others' `serve`

  /// All other ranks: takes part in evaluations until rank 0 releases them.
  void serve();

  /// Collective: runs `body` on rank 0, which may call `evaluate` and `report`, while the others
  /// serve. What `body` throws is thrown on all ranks.
  void drive(const std::function<void()>& body);

  [[nodiscard]] const StageTimes& times() const { return times_; }
  /// Whether a rank wished to stop, as all agreed at the end of the last evaluation.
  [[nodiscard]] bool stop_requested() const override { return vote_ == Vote::stop; }

 private:
  enum class Command : int {
    value = 0,
    model = 1,
    report = 2,
    release = 3,
    gradient = 4,
    reference = 5
  };

  void broadcast_command(Command command, std::span<const double> theta);
  bool obey();
  LocalModel run_evaluation(Want want);
  void run_stages(Want want, LocalModel& model);
  ObjectiveReport run_report();

  void settle();
  void receive_reference();
  void count_rows();

  [[nodiscard]] std::span<const double> theta() const;
  void evaluate_pdfs(Want want);
  void set_theory_parameters();
  void predict_block(BlockEvaluator& block, std::size_t local, Want want);
  void sum_and_eliminate(Want want, LocalModel& model);
  [[nodiscard]] ChiSquareParts parts_at_root(Want want) const;
  [[nodiscard]] std::vector<double> penalty_residuals(Want want) const;
  bool share_shifts(bool valid);
  void shift_block(BlockEvaluator& block);
  void sum_source_gradients();
  void sum_triangles();
  void sum_events(Want want, LocalModel& model);
  [[nodiscard]] AlignedVector event_rows() const;
  void add_event_slope(LocalModel& model) const;
  void finish_model(LocalModel& model, Want want);
  void gather_rows(ObjectiveReport& report);
  template <class Stage>
  void fill(std::span<double> payload, Stage&& stage);
  template <class Stages>
  void timed(Stages&& stages);

  Communicator comm_;
  ObjectiveInput input_;
  std::size_t n_;
  std::size_t stride_;  ///< of rows [J r] and [T ∂T]
  std::size_t n_rows_ = 0;
  std::size_t first_row_ = 0;      ///< of this rank's, among all
  std::vector<double> reference_;  ///< of all rows, as broadcast last
  TreeReduction tree_;
  StageTimes times_;
  FailureGuard guard_;
  bool failed_ = false;
  Vote vote_ = Vote::go_on;

  std::vector<double> message_;  ///< command, selection of rows, θ
  RowSelection selection_ = RowSelection::all;
  bool pdfs_valid_ = false;
  AlignedVector pdf_table_;    ///< n_values × stride_ or n_values
  AlignedVector sums_;         ///< packed [Γ|r]ᵀ[Γ|r], then the log term
  AlignedVector source_rows_;  ///< ΓᵀJ, then A⁻¹ΓᵀJ: padded(n_sources) × stride_
  AlignedVector triangle_;     ///< (n + 1) × stride_
  AlignedVector merge_scratch_;
  std::vector<double> shifts_;  ///< validity flag, b*
  ShiftElimination elimination_;
  std::vector<BlockEvaluator> blocks_;
  BlockScratch scratch_;
};

}  // namespace fitpack
