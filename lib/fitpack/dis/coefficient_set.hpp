#pragma once

#include <array>
#include <vector>

#include "fitpack/qcd/convolution_kernel.hpp"
#include "fitpack/qcd/matrix.hpp"
#include "fitpack/qcd/theory_options.hpp"

namespace fitpack::dis {

enum class StructureFunction : std::size_t { f2 = 0, fl = 1, f3 = 2 };
inline constexpr std::size_t n_structure_functions = 3;

/// The coefficient functions of one structure function; entry k of a list multiplies a_s^k. An
/// empty list is zero, and so is a kernel without content.
template <class Operator>
struct CoefficientLists {
  std::vector<Operator> ns_plus, ns_minus;  ///< of x(q + q̄) and of x(q − q̄)
  std::vector<Operator> ps, gluon;          ///< per quark flavour, of Σ and g
};
using CoefficientKernels = CoefficientLists<qcd::ConvolutionKernel>;
using CoefficientMatrices = CoefficientLists<qcd::Matrix>;

CoefficientKernels coefficient_kernels(StructureFunction function, int nf, qcd::Order order);

/// Turns every list into operators with `build` (list of kernels → list of matrices).
template <class Build>
CoefficientMatrices to_matrices(const CoefficientKernels& kernels, Build&& build) {
  return {build(kernels.ns_plus), build(kernels.ns_minus), build(kernels.ps), build(kernels.gluon)};
}

/// Σ_k a_s^k list[k]; an empty list gives an empty matrix.
qcd::Matrix sum_orders(const std::vector<qcd::Matrix>& list, double a_s);

}  // namespace fitpack::dis
