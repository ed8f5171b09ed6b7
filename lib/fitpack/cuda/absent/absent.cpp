// Stands in for the folder `device` in a build without CUDA.
#include "fitpack/cuda/cuda_devices.hpp"
#include "refuse.hpp"

namespace fitpack {

CudaDevices find_cuda_devices() {
  return {{}, "this program was built without CUDA; build it with the preset cuda"};
}

std::unique_ptr<BatchProducts> make_cuda_products(BatchForm /*form*/, const CudaDevice& device,
                                                  BatchPrecision /*precision*/) {
  refuse(device);
}

}  // namespace fitpack
