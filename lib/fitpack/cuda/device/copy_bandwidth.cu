#include "fitpack/cuda/copy_bandwidth.hpp"

#include <algorithm>
#include <chrono>

#include "device_memory.hpp"

namespace fitpack {

double measure_copy_bandwidth(const CudaDevice& device) {
  using Clock = std::chrono::steady_clock;
  constexpr int repetitions = 10;
  constexpr std::size_t most_bytes = std::size_t{1} << 30U;
  const cuda::CurrentDevice current(device.number);
  const cuda::Stream stream;
  const std::size_t n = std::min(most_bytes, cuda::usable_memory() / 4);
  cuda::DeviceArray<unsigned char> from(n), to(n);
  cuda::check(cudaMemsetAsync(from.data(), 1, n, stream.get()), "filling memory");
  double shortest = 1e300;
  for (int k = 0; k < repetitions; ++k) {
    stream.wait();
    const Clock::time_point begin = Clock::now();
    cuda::check(cudaMemcpyAsync(to.data(), from.data(), n, cudaMemcpyDeviceToDevice, stream.get()),
                "a copy on the device");
    stream.wait();
    shortest = std::min(shortest, std::chrono::duration<double>(Clock::now() - begin).count());
  }
  return 2.0 * static_cast<double>(n) / shortest;
}

}  // namespace fitpack
