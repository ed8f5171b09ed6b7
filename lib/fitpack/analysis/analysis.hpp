#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/analysis/measurements.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/cuda/backend_choice.hpp"
#include "fitpack/pdf/pdf_model.hpp"
#include "fitpack/reduction/distributed_objective.hpp"

namespace fitpack {

struct BuiltPrediction;
/// Sharing of kernels between the groups of a run as the card wants it. Collective over `world`.
NodeShare kernel_share(const RunCard& card, const Communicator& world, const Communicator& group,
                       const Logger& logger);

/// Makes the predictions of a run in place of the card's kernels. Collective.
using PredictionMaker = std::function<BuiltPrediction(const Measurements&)>;

/// What a rank keeps of the data once its own blocks are made. Pseudo-data need the uncertainties
/// of all points; without them memory for data falls with the number of ranks, but for kinematics
/// and values.
enum class DataKept { all, without_uncertainties };

/// A run card brought to life on the ranks of a communicator: data, kernels, PDFs and the objective
/// that a fit minimises. Construction is collective; mistakes in the input are thrown alike on all
/// ranks.
class Analysis {
 public:
  /// `stop` is asked while kernels are built (Stopped is thrown) and at every evaluation.
  /// With a `share`: one of several groups that are set up side by side, inside its `run`; `comm`
  /// is this group, and the ranks of a node that hold the same rows store their kernels once.
  Analysis(Communicator comm, RunCard card, const Logger& logger, const Progress& progress = {},
           const StopRequest& stop = {}, const NodeShare& share = {},
           DataKept kept = DataKept::all);
  /// With predictions of another kind; whether they reach the data is theirs to say.
  Analysis(Communicator comm, RunCard card, const PredictionMaker& maker);

  [[nodiscard]] const Communicator& communicator() const { return comm_; }
  [[nodiscard]] const RunCard& card() const { return card_; }
  [[nodiscard]] const Measurements& measurements() const { return *measurements_; }
  /// Samples of events, without their events, in the order of the card.
  [[nodiscard]] const std::vector<EventSample>& samples() const { return samples_; }
  [[nodiscard]] const PdfModel& pdfs() const { return *pdfs_; }
  /// On rank 0, in the order of ObjectiveReport::penalties.
  [[nodiscard]] const std::vector<PenaltyTerm>& penalties() const { return penalties_; }
  [[nodiscard]] const KernelSummary& kernel_summary() const { return kernel_summary_; }
  /// Reading data, on this rank.
  [[nodiscard]] const StageTime& reading() const { return reading_; }
  /// What this rank communicated until the objective was ready.
  [[nodiscard]] const Traffic& setup_traffic() const { return setup_traffic_; }
  [[nodiscard]] DistributedObjective& objective() { return *objective_; }
  [[nodiscard]] const DistributedObjective& objective() const { return *objective_; }
  /// The GPU that predicts batches of parameter sets and sums over events; none: the CPU.
  [[nodiscard]] const std::optional<CudaDevice>& device() const { return device_; }

  /// Compares the theory with these values of all rows instead of the measured ones (pseudo-data):
  /// kernels and uncertainties stay. None: the measured values again. On every rank alike.
  void set_outcome(std::span<const double> values);

  /// Splits the rows into training and validation as the card says; `draw` 0 is the fit, k replica
  /// k. The number of rows that train. On every rank alike.
  std::size_t split(std::uint32_t draw);
  /// How the fit and its replicas are minimised: with the split of the card.
  [[nodiscard]] MinimiserOptions minimiser_options() const;

  /// The prediction t0 of all rows that errors scale with, where the χ² wants one. On every rank
  /// alike. Construction sets that of the card.
  void set_reference(std::span<const double> values);
  /// Whether the χ² has a t0, and where the first one comes from: empty without.
  [[nodiscard]] const std::string& reference_origin() const { return reference_origin_; }
  /// t0 of all rows, as set last by `set_reference`.
  [[nodiscard]] const std::vector<double>& reference() const { return reference_; }
  /// Of the values of a t0 that was read from a file; empty where it is computed.
  [[nodiscard]] const std::string& reference_checksum() const { return reference_checksum_; }

 private:
  enum class Reach { checked, unchecked };
  void choose_backend(const Logger& logger);
  void read_input(Reach reach);
  using EventLikelihoods = std::vector<std::unique_ptr<UnbinnedLikelihood>>;
  void build_objective(BuiltPrediction built, EventLikelihoods events);
  void read_samples(const Logger& logger);
  [[nodiscard]] EventSummationMaker summation_maker() const;
  void make_blocks(DataKept kept);
  EventLikelihoods build_likelihoods(const Logger& logger, const Progress& progress);
  void choose_reference(const Logger& logger);
  void add_to_summary(const KernelSummary& part);

  Communicator comm_;
  RunCard card_;
  std::unique_ptr<Measurements> measurements_;
  std::vector<EventSample> samples_;
  std::unique_ptr<PdfModel> pdfs_;
  StopRequest stop_;
  std::vector<MeasurementBlock> blocks_;  ///< on their way to the objective
  KernelSummary kernel_summary_;
  StageTime reading_;
  std::optional<CudaDevice> device_;
  bool events_on_devices_ = false;  ///< of all ranks
  std::string reference_origin_, reference_checksum_;
  std::vector<double> reference_;
  Traffic setup_traffic_;
  std::vector<PenaltyTerm> penalties_;  ///< on rank 0
  std::unique_ptr<DistributedObjective> objective_;
};

/// The PDFs of a card. Throws InputError where they do not hold together.
PdfModel pdf_model(const RunCard& card);

/// A card without data sets cannot be fitted: throws InputError.
void require_data(const RunCard& card);

}  // namespace fitpack
