// Stands in for the folder `device` in a build without CUDA.
#include "fitpack/cuda/cuda_dgemm.hpp"
#include "refuse.hpp"

namespace fitpack {

double seconds_of_dgemm(const CudaDevice& device, ProductShape /*shape*/, int /*repetitions*/) {
  refuse(device);
}

double seconds_of_predictions(const BatchForm& /*form*/, std::span<const double> /*theta*/,
                              std::size_t /*n_sets*/, const CudaDevice& device,
                              BatchPrecision /*precision*/, int /*repetitions*/) {
  refuse(device);
}

}  // namespace fitpack
