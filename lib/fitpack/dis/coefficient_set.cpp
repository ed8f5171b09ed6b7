#include "fitpack/dis/coefficient_set.hpp"

#include "fitpack/dis/coefficient_functions.hpp"
#include "fitpack/dis/coefficient_functions_nnlo.hpp"

namespace fitpack::dis {

using qcd::ConvolutionKernel;

namespace {

/// Kernels of one power of a_s behind those of the lower ones.
void add_order_1(StructureFunction function, CoefficientKernels& c) {
  switch (function) {
    case StructureFunction::f2:
      c.ns_plus.push_back(c2_1_quark());
      c.ns_minus.push_back(c2_1_quark());
      c.gluon = {ConvolutionKernel{}, c2_1_gluon()};
      break;
    case StructureFunction::fl:
      c.ns_plus.push_back(cl_1_quark());
      c.ns_minus.push_back(cl_1_quark());
      c.gluon = {ConvolutionKernel{}, cl_1_gluon()};
      break;
    case StructureFunction::f3:
      c.ns_plus.push_back(c3_1_quark());
      c.ns_minus.push_back(c3_1_quark());
      break;
  }
}

void add_order_2(StructureFunction function, int nf, CoefficientKernels& c) {
  const ConvolutionKernel zero;
  switch (function) {
    case StructureFunction::f2:
      c.ns_plus.push_back(c2_2_ns_plus(nf));
      c.ns_minus.push_back(c2_2_ns_minus(nf));
      c.ps = {zero, zero, c2_2_ps()};
      c.gluon.push_back(c2_2_g());
      break;
    case StructureFunction::fl:
      c.ns_plus.push_back(cl_2_ns_plus(nf));
      c.ns_minus.push_back(cl_2_ns_minus(nf));
      c.ps = {zero, zero, cl_2_ps()};
      c.gluon.push_back(cl_2_g());
      break;
    case StructureFunction::f3:
      c.ns_plus.push_back(c3_2_ns_plus(nf));
      c.ns_minus.push_back(c3_2_ns_minus(nf));
      break;
  }
}

}  // namespace

CoefficientKernels coefficient_kernels(StructureFunction function, int nf, qcd::Order order) {
  const ConvolutionKernel zero, one{{}, {}, 1.0};
  CoefficientKernels c;
  c.ns_plus = c.ns_minus = {function == StructureFunction::fl ? zero : one};
  if (order >= qcd::Order::nlo) add_order_1(function, c);
  if (order >= qcd::Order::nnlo) add_order_2(function, nf, c);
  return c;
}

qcd::Matrix sum_orders(const std::vector<qcd::Matrix>& list, double a_s) {
  if (list.empty()) return {};
  qcd::Matrix sum = list.back();
  for (std::size_t k = list.size() - 1; k-- > 0;) sum = list[k] + a_s * sum;
  return sum;
}

}  // namespace fitpack::dis
