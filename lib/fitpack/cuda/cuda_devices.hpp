#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "fitpack/cuda/batch_precision.hpp"
#include "fitpack/kernel/batch_products.hpp"
#include "fitpack/prediction/batch_form.hpp"

/// What a build with CUDA brings; a build without it has the same functions, and no device.
namespace fitpack {

struct CudaDevice {
  int number = 0;
  std::string name;
  std::size_t memory = 0;  ///< bytes
};

struct CudaDevices {
  std::vector<CudaDevice> found;
  std::string why_none;  ///< where nothing was found: no support in this build, no driver, …
};

/// The devices of this machine that this process may use. Never throws.
[[nodiscard]] CudaDevices find_cuda_devices();

/// Predictions on a device. Kernels stay on it where they fit, else they go there in parts with
/// every batch; `precision` is that of their products. Throws Error where memory is short even for
/// that.
[[nodiscard]] std::unique_ptr<BatchProducts> make_cuda_products(BatchForm form,
                                                                const CudaDevice& device,
                                                                BatchPrecision precision);
/// Of a plain kernel, T = K f.
[[nodiscard]] inline std::unique_ptr<BatchProducts> make_cuda_products(const LinearKernel& kernel,
                                                                       const CudaDevice& device,
                                                                       BatchPrecision precision) {
  return make_cuda_products(form_of_kernel(kernel), device, precision);
}

}  // namespace fitpack
