#pragma once

#include <span>
#include <string>
#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/data/cuts.hpp"
#include "fitpack/data/dataset.hpp"
#include "fitpack/data/nuisance_index.hpp"
#include "fitpack/objective/measurement_block.hpp"
#include "fitpack/parallel/block_deal.hpp"

namespace fitpack {

/// Where a global row comes from.
struct RowAddress {
  std::size_t dataset = 0;
  std::size_t point = 0;  ///< after cuts
};

/// The data of a run after cuts: rows of all sets behind each other, in the order of the card, and
/// their correlated sources. Every rank has all points, but once its blocks are made it can forget
/// the uncertainties, which are most of it; kernels and blocks are what is distributed.
class Measurements {
 public:
  Measurements(std::vector<Dataset> datasets, std::vector<CutCount> cuts);

  [[nodiscard]] const std::vector<Dataset>& datasets() const { return datasets_; }
  [[nodiscard]] const std::vector<CutCount>& cuts() const { return cuts_; }
  [[nodiscard]] const NuisanceIndex& nuisances() const { return nuisances_; }
  [[nodiscard]] BlockLayout layout() const { return {n_rows_}; }
  /// How blocks are dealt to ranks on the hot path: by their costs, equally without costs.
  [[nodiscard]] BlockDeal deal(int ranks) const {
    if (block_costs_.empty()) return {layout().n_blocks(), ranks};
    return {block_costs_, ranks};
  }
  /// Rows of a rank in that deal.
  [[nodiscard]] IndexRange rows_of_rank(int rank, int ranks) const;
  /// One per block, the same on every rank; to be set before anything is dealt.
  void set_block_costs(std::vector<double> costs) { block_costs_ = std::move(costs); }
  [[nodiscard]] const std::vector<double>& block_costs() const { return block_costs_; }
  [[nodiscard]] std::size_t n_rows() const { return n_rows_; }
  [[nodiscard]] RowAddress row(std::size_t i) const;
  [[nodiscard]] std::size_t first_row(std::size_t dataset) const { return first_rows_[dataset]; }
  /// The measurements of one block as the objective wants them.
  [[nodiscard]] MeasurementBlock block(std::size_t block) const;
  /// Of all points; no blocks and no pseudo-data can be made from then on.
  void forget_uncertainties();

 private:
  std::vector<Dataset> datasets_;
  std::vector<CutCount> cuts_;
  NuisanceIndex nuisances_;
  std::vector<std::size_t> first_rows_;  ///< of every set
  std::size_t n_rows_ = 0;
  std::vector<double> block_costs_;
};

/// Reads and cuts the sets of a card. Throws DataError with every mistake in the files, or where
/// nothing is left. `source` names the card in messages. The sources of free normalisations are no
/// shifts; they still enter pseudo-data. Local.
Measurements read_measurements(const DataOptions& options, const std::string& source,
                               std::span<const Normalisation> normalisations = {});

}  // namespace fitpack
