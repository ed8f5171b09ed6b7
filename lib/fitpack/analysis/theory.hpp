#pragma once

#include <memory>
#include <vector>

#include "fitpack/config/run_card.hpp"
#include "fitpack/dis/dis_observable.hpp"
#include "fitpack/dis/kernel_rows.hpp"
#include "fitpack/dis/structure_function_table.hpp"

namespace fitpack {

/// Below this scale, GeV, perturbation theory has no meaning.
inline constexpr double least_scale = 1.0;

/// What of an observable a kernel row predicts.
enum class KernelPart {
  all,         ///< of a ratio: its numerator
  f2,          ///< the contribution of F2 alone, which a higher-twist term multiplies
  denominator  ///< of a ratio
};
const char* to_text(KernelPart part);

/// Whether the points of a set have rows of a part; rows of other parts are zero. Drell-Yan has
/// none: it is not linear in the PDFs. Ratios have no
/// higher-twist term: it is the same above and below.
[[nodiscard]] bool has_part(const Dataset& dataset, KernelPart part);

/// The terms of an observable that a part holds.
[[nodiscard]] dis::DisObservable part_of(dis::DisObservable observable, KernelPart part);

/// Throws InputError where the scales of a point at Q² are below 1 GeV, outside perturbation
/// theory.
void require_hard_scales(const qcd::TheoryOptions& theory, double q2);

/// The cold path of a run: QCD tables of the settings of a card, and what is read off them. Built
/// alike on every rank, so that a row has the same bits wherever it is made. Local.
class Theory {
 public:
  Theory(const qcd::TheoryOptions& theory, const dis::ElectroweakOptions& electroweak,
         const FlavourBasis& basis);

  [[nodiscard]] const XGrid& grid() const { return grid_; }
  [[nodiscard]] const qcd::Evolution& evolution() const { return evolution_; }
  [[nodiscard]] std::size_t n_columns() const { return basis_change_.n_columns(); }
  /// Kernel row of a data point over the fit basis; `out` has n_columns elements. Throws InputError
  /// naming set and point where the point lies outside the tables.
  void kernel_row(const Dataset& dataset, std::size_t point, KernelPart part,
                  std::span<double> out) const;

  /// F2, FL or xF3 of one current at (x, Q²) over the fit basis.
  [[nodiscard]] std::vector<double> structure_function_row(dis::StructureFunction function,
                                                           dis::Current current, double x,
                                                           double q2) const;
  /// The same from PDFs on the grid [function * n_x + node].
  [[nodiscard]] double structure_function(dis::StructureFunction function, dis::Current current,
                                          double x, double q2, std::span<const double> pdfs) const;

 private:
  /// Row of an observable over the initial components.
  [[nodiscard]] std::vector<double> row(const dis::DisObservable& observable, double x,
                                        double q2) const;
  [[nodiscard]] dis::HeavyQuarks heavy_quarks(double q2) const;

  XGrid grid_;
  dis::ElectroweakOptions electroweak_;
  qcd::Evolution evolution_;
  dis::BasisChange basis_change_;
  qcd::EvolutionTable evolved_;
  dis::StructureFunctionTable table_;
};

}  // namespace fitpack
