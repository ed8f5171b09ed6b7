#pragma once

#include <map>

#include "fitpack/dis/coefficient_operators.hpp"
#include "fitpack/dis/massive_rows.hpp"
#include "fitpack/dis/parton_row.hpp"
#include "fitpack/dis/structure_function_table.hpp"

namespace fitpack::dis {

/// Coefficient functions alone: structure functions as functionals of the partons at the scale μ_F
/// of a point, for PDFs whose evolution is not ours. Interpolation in x is that of
/// StructureFunctionTable, so that with our own evolution both give the same.
class CoefficientTable {
 public:
  explicit CoefficientTable(const qcd::Evolution& evolution);

  /// The combination at (x, Q²) with nf flavours and the coupling a_s at μ_R.
  [[nodiscard]] PartonRow row(const Combination& combination, double x, double q2, int nf,
                              double a_s) const;

 private:
  void add(PartonRow& row, const Term& term, const Stencil& x, int nf, double a_s) const;
  XGrid grid_;
  qcd::TargetMass target_mass_;
  std::map<int, CoefficientOperators> operators_;  // by nf
};

}  // namespace fitpack::dis
