#pragma once

#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {

/// Bytes per second, read and written, of copies within the memory of a device: the best of ten of
/// a quarter of its free memory, 1 GiB at most. What streams over events are compared with.
[[nodiscard]] double measure_copy_bandwidth(const CudaDevice& device);

}  // namespace fitpack
