#include "fitpack/cuda/backend_choice.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

const std::vector<std::string>& backend_names() {
  static const std::vector<std::string> names{"cpu", "cuda", "auto"};
  return names;
}

std::optional<CudaDevice> choose_device(Backend wanted, const CudaDevices& devices,
                                        std::size_t rank_on_node, const Logger& logger) {
  if (wanted == Backend::cpu) return std::nullopt;
  if (!devices.found.empty()) return devices.found[rank_on_node % devices.found.size()];
  if (wanted == Backend::cuda)
    throw InputError("backend cuda: no GPU can be used (" + devices.why_none +
                     "); use --backend cpu, or auto");
  logger->info("backend auto: no GPU can be used ({}); the CPU does the work", devices.why_none);
  return std::nullopt;
}

std::optional<CudaDevice> choose_device(Backend wanted, int rank_on_node, const Logger& logger) {
  if (wanted == Backend::cpu) return std::nullopt;
  return choose_device(wanted, find_cuda_devices(), static_cast<std::size_t>(rank_on_node), logger);
}

}  // namespace fitpack
