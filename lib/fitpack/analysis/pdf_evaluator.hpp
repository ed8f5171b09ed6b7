#pragma once

#include <array>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "fitpack/analysis/evolved_pdfs.hpp"
#include "fitpack/config/run_card.hpp"
#include "fitpack/pdf/pdf_model.hpp"

namespace fitpack {

/// Whether θ is finite and its theory parameters lie between their bounds, beyond which nothing is
/// predicted. θ: the free parameters of the card.
[[nodiscard]] bool has_theory(const RunCard& card, std::span<const double> theta);

/// The evolved PDFs of a card as functions of its free parameters θ, for programs that ask often:
/// the tables of evolution operators, which are the work, are kept between calls. A value has the
/// same bits whatever was asked before. Local; calls take turns.
class PdfEvaluator {
 public:
  /// Columns of the result: x f(x, Q) of t̄ b̄ c̄ s̄ ū d̄ g d u s c b t.
  static constexpr std::size_t n_flavours = 2 * qcd::n_quarks + 1;
  /// Their numbers in the scheme of the Particle Data Group.
  [[nodiscard]] static std::array<int, n_flavours> pdg_ids();

  /// Throws InputError where the PDFs of the card do not hold together.
  explicit PdfEvaluator(const RunCard& card);

  [[nodiscard]] std::size_t n_parameters() const { return card_.parameters.n_free(); }

  /// out[set][q][x][flavour]; NaN for sets without PDFs (a sum rule diverges, theory parameters
  /// beyond their bounds). thetas: n_sets × n_parameters; q in GeV. Throws InputError for x
  /// outside (0, 1] and scales that the evolution does not reach.
  void evaluate(std::span<const double> thetas, std::size_t n_sets, std::span<const double> x,
                std::span<const double> q, std::span<double> out);

 private:
  struct Table {
    qcd::TheoryOptions theory;
    XGrid grid;
    qcd::EvolutionTable operators;
    explicit Table(const qcd::TheoryOptions& options)
        : theory(options), grid(options.x_min), operators(qcd::Evolution(options, grid)) {}
  };
  [[nodiscard]] qcd::TheoryOptions theory_at(std::span<const double> all) const;
  [[nodiscard]] const Table& table_of(const qcd::TheoryOptions& theory);
  void evaluate_one(std::span<const double> theta, std::span<const double> x,
                    std::span<const PdfScale> scales, std::span<double> out);

  RunCard card_;
  PdfModel model_;
  FlavourBasis basis_;
  std::mutex turn_;
  std::list<Table> tables_;  ///< the latest first
};

}  // namespace fitpack
