#include <algorithm>
#include <chrono>
#include <limits>

#include "blas.hpp"
#include "fitpack/cuda/cuda_dgemm.hpp"

namespace fitpack {

double seconds_of_dgemm(const CudaDevice& device, ProductShape shape, int repetitions) {
  using Clock = std::chrono::steady_clock;
  const cuda::CurrentDevice current(device.number);
  const cuda::Stream stream;
  cuda::Blas blas;
  cuda::DeviceArray<double> a(shape.rows * shape.depth), b(shape.columns * shape.depth),
      c(shape.rows * shape.columns);
  for (auto* array : {&a, &b})
    cuda::check(cudaMemsetAsync(array->data(), 0, array->size() * sizeof(double), stream.get()),
                "clearing an array");
  stream.wait();
  double best = std::numeric_limits<double>::infinity();
  for (int k = 0; k < repetitions; ++k) {
    const auto start = Clock::now();
    cuda::multiply<BatchPrecision::full>(
        blas, stream, {a.data(), shape.rows, shape.depth, shape.depth},
        {b.data(), shape.columns, shape.depth, shape.depth}, cuda::Transposed::yes,
        {c.data(), shape.rows, shape.columns, shape.columns});
    stream.wait();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
  }
  return best;
}

}  // namespace fitpack
