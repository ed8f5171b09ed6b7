#include "fitpack/cuda/copy_bandwidth.hpp"
#include "refuse.hpp"

namespace fitpack {

double measure_copy_bandwidth(const CudaDevice& device) { refuse(device); }

}  // namespace fitpack
