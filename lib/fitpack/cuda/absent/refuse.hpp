#pragma once

#include <string>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {

/// What a build without CUDA says where something asks for a device all the same: none is found.
[[noreturn]] inline void refuse(const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
