#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/config/penalty_section.hpp"
#include "fitpack/config/theory_parameters.hpp"
#include "fitpack/core/backend.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/cuda/batch_precision.hpp"
#include "fitpack/data/cuts.hpp"
#include "fitpack/dis/electroweak.hpp"
#include "fitpack/events/event_reader.hpp"
#include "fitpack/events/unbinned_likelihood.hpp"
#include "fitpack/fit/minimiser_options.hpp"
#include "fitpack/objective/chi_square.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/pdf_options.hpp"
#include "fitpack/qcd/theory_options.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// Which measurements a fit uses.
struct DataOptions {
  std::filesystem::path folder;   ///< holds NAME.csv and NAME.yaml of every set
  std::vector<std::string> sets;  ///< names, in the order of the fit; empty: no data
  std::vector<std::pair<std::string, std::filesystem::path>> files;  ///< sidecars of sets elsewhere
  std::vector<Cut> cuts;

  /// Where to read a set: its own sidecar if it has one in `files`, else the folder.
  [[nodiscard]] std::filesystem::path location(const std::string& set) const;
};

/// Single events that are fitted, and the density that `fitpack sample` draws from.
struct EventOptions {
  std::vector<std::filesystem::path> samples;  ///< sidecars, in the order of the fit
  LikelihoodKind likelihood = LikelihoodKind::unbinned;
  OutsideEvents outside = OutsideEvents::refuse;
  EventPrecision precision = EventPrecision::full;
  std::optional<EventDefinition> density;
};

/// A normalisation N of a data set that is a parameter of the fit: T/N is compared with the data.
struct Normalisation {
  std::string set;
  std::string parameter;
  std::string
      source;  ///< the correlated source it stands for, which is no shift then; may be empty
};

/// The χ², and the iteration of its reference prediction t0.
struct ObjectiveOptions {
  std::string definition = "hera";  ///< a name of chi_square_names()
  // In place of what the definition says.
  std::optional<StatScaling> stat;
  std::optional<UncorScaling> uncor;
  std::optional<SourceScaling> sources;
  std::optional<LogPenalty> log_term;

  std::filesystem::path t0;  ///< a result or an LHAPDF folder; empty: predictions at the start
  int iterations = 20;       ///< fits at most, each with the t0 of the one before; 1: t0 stays
  double tolerance = 1e-6;   ///< t0 has settled once no prediction changes by more, relative
  std::vector<Normalisation> normalisations;

  [[nodiscard]] ChiSquareOptions chi_square() const;
};

struct OutputOptions {
  std::filesystem::path folder;
};

/// Where kernel rows come from.
enum class KernelRows {
  automatic,  ///< grid for more than `many_points` points, else tables
  tables,     ///< each row from the tables of structure functions, kept in the cache
  grid        ///< interpolated in (x, Q²) from an operator grid: microseconds a row
};
enum class KernelPrecision { double_precision, single_precision };

/// Whether ranks of a node that hold the same rows store them once.
enum class KernelSharing { automatic, off };

/// How kernels are built and stored.
struct KernelOptions {
  static constexpr std::size_t many_points = 20000;
  KernelRows rows = KernelRows::automatic;
  KernelPrecision precision = KernelPrecision::double_precision;
  Backend backend = Backend::cpu;                         ///< of batches of parameter sets
  BatchPrecision batch_precision = BatchPrecision::full;  ///< of products on a GPU
  KernelSharing sharing = KernelSharing::automatic;

  [[nodiscard]] bool use_grid(std::size_t n_points) const {
    return rows == KernelRows::grid || (rows == KernelRows::automatic && n_points > many_points);
  }
};

struct CacheOptions {
  bool enabled = true;
  std::filesystem::path folder;
};

/// A run card with every default filled in: the options of all modules. Paths are absolute.
struct RunCard {
  std::string title;
  qcd::TheoryOptions theory;  ///< with parameters at their start values
  TheoryParameters theory_parameters;
  /// h0 (GeV²), h1, h2 of F2 (1 + H(x)/Q²), H = h0 x^h1 (1 + h2 x).
  std::array<double, 3> higher_twist{};
  dis::ElectroweakOptions electroweak;
  DataOptions data;
  EventOptions events;
  PdfModelOptions pdfs;
  ParameterSet parameters;
  ObjectiveOptions objective;
  PenaltyOptions penalties;
  MinimiserOptions fit;
  ValidationOptions validation;                      ///< of `fit` and its replicas
  CovarianceKind covariance = CovarianceKind::full;  ///< which Hessian the errors come from
  OutputOptions output;
  KernelOptions kernels;
  CacheOptions cache;
};

/// Parameters that the PDFs need not have: of the theory and normalisations.
[[nodiscard]] std::vector<std::string> used_outside_pdfs(const RunCard& card);

/// The parameters of a card whose normalisations are left out: without those that nothing else
/// uses.
[[nodiscard]] ParameterSet without_normalisations(const RunCard& card);

/// Reads a card with overrides "a.b=value" in their order; paths in it are relative to its folder.
/// Every mistake becomes a Problem: unknown or duplicate keys, wrong types, values out of range,
/// a parametrisation that does not hold together. The data files are not opened. Local.
[[nodiscard]] RunCard read_run_card(const std::filesystem::path& path,
                                    const std::vector<std::string>& overrides, Problems& problems);

/// The same from text; `name` stands for the file in messages, `folder` is where paths start.
[[nodiscard]] RunCard read_run_card_text(const std::string& text, const std::string& name,
                                         const std::filesystem::path& folder,
                                         const std::vector<std::string>& overrides,
                                         Problems& problems);

/// The card as YAML with every key; reading it gives the same card.
[[nodiscard]] std::string resolved_card_text(const RunCard& card);

/// The commented card that `fitpack init` writes: the NLO fit to the HERA I+II data.
/// `data_folder` is the folder of the data tables as the card will name it.
[[nodiscard]] std::string template_card(const std::string& data_folder = "../data");

}  // namespace fitpack
