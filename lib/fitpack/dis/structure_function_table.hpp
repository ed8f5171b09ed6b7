#pragma once

#include <array>
#include <vector>

#include "fitpack/dis/coefficient_set.hpp"
#include "fitpack/dis/target_mass.hpp"
#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/evolution_table.hpp"

namespace fitpack::dis {

/// Which combination of quarks and antiquarks a structure function sums.
enum class Family { plus, minus };  ///< q + q̄ (with gluon, for F2 and FL) or q − q̄

/// One term of a combination: Σ_q couplings[q] [C ⊗ q±], its factor included.
struct Term {
  StructureFunction function;
  Family family;
  qcd::QuarkWeights couplings;
};
/// A sum of structure functions: an observable at one point.
using Combination = std::vector<Term>;

/// Coefficient functions ⊗ evolution at one scale: structure functions as linear maps of the PDFs
/// at the initial scale. Components as in qcd::ScaleOperators; empty matrices are zero.
struct StructureFunctionOperators {
  struct Plus {
    qcd::Matrix light, singlet;        ///< n × n: T3, T8; n × 2n: (Σ, g)
    std::array<qcd::Matrix, 3> heavy;  ///< n × 2n: T15, T24, T35 ← (Σ, g)
  };
  struct Minus {
    qcd::Matrix light, valence;        ///< n × n: V3, V8; V
    std::array<qcd::Matrix, 3> heavy;  ///< n × n: V15, V24, V35 ← V
  };
  std::array<Plus, n_structure_functions> plus;
  std::array<Minus, n_structure_functions> minus;
};

/// Structure-function operators on every node of the scale grid: the cold path pays for QCD here,
/// once; rows of data points are read off by interpolation in x and in the scale.
class StructureFunctionTable {
 public:
  StructureFunctionTable(const qcd::Evolution& evolution, const qcd::EvolutionTable& table);

  /// The combination at (x, Q²) as weights of the initial components: index = component * n_x +
  /// node. Depends on the point and the theory settings only.
  [[nodiscard]] std::vector<double> row(const Combination& combination, double x, double q2) const;
  /// The same for a massless target and without interpolation: evolution to Q² itself and
  /// convolution at x itself.
  [[nodiscard]] std::vector<double> direct_row(const Combination& combination, double x,
                                               double q2) const;
  /// Flavours that take part at Q²: those below the factorisation scale.
  [[nodiscard]] int active_flavours(double q2) const;
  [[nodiscard]] const qcd::ScaleGrid& scales() const { return scales_; }
  [[nodiscard]] std::size_t n_columns() const { return qcd::n_initial_components * grid_.size(); }

 private:
  [[nodiscard]] double factorisation_scale(double q2) const;  // μ_F²
  [[nodiscard]] std::vector<NodeWeights> target_weights(StructureFunction function, double x,
                                                        double q2) const;
  qcd::Evolution evolution_;
  XGrid grid_;
  qcd::ScaleGrid scales_;
  std::vector<StructureFunctionOperators> nodes_;
};

}  // namespace fitpack::dis
