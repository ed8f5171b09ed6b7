#pragma once

#include <array>

#include "fitpack/dis/scale_dependence.hpp"

namespace fitpack::dis {

/// Coefficient functions of F2, FL and xF3 as operators.
using CoefficientOperators = std::array<CoefficientMatrices, n_structure_functions>;

/// Those of nf flavours at the scales of the theory. `build` turns kernels into operators: matrices
/// on all nodes, or rows at one point.
template <class Build>
CoefficientOperators coefficient_operators(const qcd::Evolution& evolution, int nf, Build&& build) {
  const qcd::TheoryOptions& options = evolution.options();
  CoefficientOperators result;
  for (std::size_t k = 0; k < n_structure_functions; ++k)
    result[k] = at_scales(
        to_matrices(coefficient_kernels(static_cast<StructureFunction>(k), nf, options.order),
                    build),
        evolution.splitting(nf), scale_logarithms(options), nf);
  return result;
}

}  // namespace fitpack::dis
