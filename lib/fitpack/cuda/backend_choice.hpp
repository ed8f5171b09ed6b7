#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/backend.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {

/// Words of Backend in cards and on the command line, in the order of its enumerators.
[[nodiscard]] const std::vector<std::string>& backend_names();

/// The device that rank number `rank_on_node` of a node uses, dealt in turn; nullopt: the CPU.
/// Throws InputError (exit code 2) where a GPU is asked for and there is none; `automatic` then
/// says so in one line. Local.
[[nodiscard]] std::optional<CudaDevice> choose_device(Backend wanted, const CudaDevices& devices,
                                                      std::size_t rank_on_node,
                                                      const Logger& logger);
/// The same of the devices of this machine; who wants the CPU does not wake their driver.
[[nodiscard]] std::optional<CudaDevice> choose_device(Backend wanted, int rank_on_node,
                                                      const Logger& logger);

}  // namespace fitpack
