#include "fitpack/cuda/cuda_events.hpp"

#include "fitpack/core/error.hpp"

namespace fitpack {

std::unique_ptr<EventSummation> make_cuda_summation(SortedBlocks /*blocks*/,
                                                    const EventSumsLayout& /*layout*/,
                                                    const CudaDevice& device) {
  throw Error(ExitCode::internal,
              "GPU " + std::to_string(device.number) + ": this program was built without CUDA");
}

}  // namespace fitpack
