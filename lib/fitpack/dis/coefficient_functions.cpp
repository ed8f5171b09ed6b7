#include "fitpack/dis/coefficient_functions.hpp"

#include <cmath>

#include "fitpack/core/constants.hpp"

namespace fitpack::dis {

using constants::CF;
using constants::TR;
using constants::zeta2;
using qcd::ConvolutionKernel;

ConvolutionKernel c2_1_quark() {
  ConvolutionKernel kernel;
  kernel.regular = [](double z) {
    return CF * (-2.0 * (1.0 + z) * std::log1p(-z) - 2.0 * (1.0 + z * z) / (1.0 - z) * std::log(z) +
                 6.0 + 4.0 * z);
  };
  kernel.plus = {-3.0 * CF, 4.0 * CF, 0.0, 0.0};
  kernel.delta = -CF * (9.0 + 4.0 * zeta2);
  return kernel;
}

ConvolutionKernel c2_1_gluon() {
  return {[](double z) {
            return 4.0 * TR *
                   ((z * z + (1.0 - z) * (1.0 - z)) * (std::log1p(-z) - std::log(z)) - 1.0 +
                    8.0 * z * (1.0 - z));
          },
          {},
          0.0};
}

ConvolutionKernel cl_1_quark() {
  return {[](double z) { return 4.0 * CF * z; }, {}, 0.0};
}

ConvolutionKernel cl_1_gluon() {
  return {[](double z) { return 16.0 * TR * z * (1.0 - z); }, {}, 0.0};
}

ConvolutionKernel c3_1_quark() {
  ConvolutionKernel kernel = c2_1_quark();
  kernel.regular = [c2 = kernel.regular](double z) { return c2(z) - 2.0 * CF * (1.0 + z); };
  return kernel;
}

}  // namespace fitpack::dis
