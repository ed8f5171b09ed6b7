#include "fitpack/dis/coefficient_set.hpp"

#include "fitpack/dis/coefficient_functions.hpp"

namespace fitpack::dis {

using qcd::ConvolutionKernel;

CoefficientKernels coefficient_kernels(StructureFunction function, int /*nf*/, qcd::Order order) {
  const ConvolutionKernel zero, one{{}, {}, 1.0};
  CoefficientKernels c;
  c.ns_plus = c.ns_minus = {function == StructureFunction::fl ? zero : one};
  if (order >= qcd::Order::nlo) {
    switch (function) {
      case StructureFunction::f2:
        c.ns_plus.push_back(c2_1_quark());
        c.ns_minus.push_back(c2_1_quark());
        c.gluon = {zero, c2_1_gluon()};
        break;
      case StructureFunction::fl:
        c.ns_plus.push_back(cl_1_quark());
        c.ns_minus.push_back(cl_1_quark());
        c.gluon = {zero, cl_1_gluon()};
        break;
      case StructureFunction::f3:
        c.ns_plus.push_back(c3_1_quark());
        c.ns_minus.push_back(c3_1_quark());
        break;
    }
  }
  return c;
}

qcd::Matrix sum_orders(const std::vector<qcd::Matrix>& list, double a_s) {
  if (list.empty()) return {};
  qcd::Matrix sum = list.back();
  for (std::size_t k = list.size() - 1; k-- > 0;) sum = list[k] + a_s * sum;
  return sum;
}

}  // namespace fitpack::dis
