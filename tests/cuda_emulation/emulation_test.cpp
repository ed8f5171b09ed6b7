// The emulator itself: kernels with known results, and mistakes that it must see.
#include "support/cuda_emulation/emulation.hpp"

#include <cublas_v2.h>
#include <cuda_bf16.h>
#include <cuda_runtime.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <vector>

#include "fitpack/cuda/device/launch.hpp"

namespace fitpack {
namespace {

using cuda_emulation::Machine, cuda_emulation::Order, cuda_emulation::Timing;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

constexpr unsigned threads = 96;

/// Sum of a block by halves in shared memory, then within warps.
__global__ void sum_of_block(const double* from, double* to, std::size_t n) {
  __shared__ double part[threads];
  const unsigned t = threadIdx.x;
  const std::size_t i = blockIdx.x * static_cast<std::size_t>(blockDim.x) + t;
  part[t] = i < n ? from[i] : 0.0;
  __syncthreads();
  double sum = t < 32 ? part[t] + part[t + 32] + part[t + 64] : 0.0;
  for (unsigned step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xFFFFFFFFU, sum, step);
  if (t == 0) to[blockIdx.x] = sum;
}

__global__ void sum_without_barrier(double* to) {
  __shared__ double part[threads];
  part[threadIdx.x] = threadIdx.x;
  to[threadIdx.x] = part[threads - 1 - threadIdx.x];
}

__global__ void uneven_barrier() {
  if (threadIdx.x % 2 == 0) __syncthreads();
}

__global__ void write(double* to, std::size_t at) { to[at] = 1.0; }

std::vector<double> to_host(const cuda::DeviceArray<double>& from, const cuda::Stream& stream) {
  std::vector<double> result(from.size());
  cuda::check(cudaMemcpyAsync(result.data(), from.data(), from.size() * sizeof(double),
                              cudaMemcpyDeviceToHost, stream.get()),
              "a copy");
  stream.wait();
  return result;
}

const Order orders[] = {Order::forward, Order::backward, Order::shuffled};

TEST(Emulation, BarriersAndShufflesAddUpABlock) {
  std::vector<double> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 1.0);
  for (const Order order : orders) {
    cuda_emulation::set_up({.order = order});
    const cuda::Stream stream;
    cuda::DeviceArray<double> from(numbers.size()), to(11);
    cuda::check(cudaMemcpyAsync(from.data(), numbers.data(), numbers.size() * sizeof(double),
                                cudaMemcpyHostToDevice, stream.get()),
                "a copy");
    cuda::launch(sum_of_block, 11, threads, stream, from.data(), to.data(), numbers.size());
    const std::vector<double> sums = to_host(to, stream);
    EXPECT_EQ(sums[0], threads * (threads + 1) / 2);
    EXPECT_EQ(std::accumulate(sums.begin(), sums.end(), 0.0), 500500.0);
  }
}

TEST(Emulation, ARaceGivesOtherResultsInAnotherOrder) {
  std::vector<std::vector<double>> results;
  for (const Order order : orders) {
    cuda_emulation::set_up({.order = order});
    const cuda::Stream stream;
    cuda::DeviceArray<double> to(threads);
    cuda::launch(sum_without_barrier, 1, threads, stream, to.data());
    results.push_back(to_host(to, stream));
  }
  EXPECT_NE(results[0], results[1]);
  EXPECT_NE(results[0], results[2]);
}

TEST(Emulation, FreshMemoryIsNotANumber) {
  const cuda::Stream stream;
  for (const double value : to_host(cuda::DeviceArray<double>(5), stream))
    EXPECT_TRUE(std::isnan(value));
}

TEST(Emulation, LateWorkWaitsForTheHost) {
  std::vector<double> result(1, 0.0);
  const cuda::Stream stream;
  cuda::DeviceArray<double> to(1);
  cuda::launch(write, 1, 1, stream, to.data(), std::size_t{0});
  cuda::check(cudaMemcpyAsync(result.data(), to.data(), sizeof(double), cudaMemcpyDeviceToHost,
                              stream.get()),
              "a copy");
  EXPECT_EQ(result[0], 0.0);
  stream.wait();
  EXPECT_EQ(result[0], 1.0);
}

TEST(Emulation, AnEventOrdersStreams) {
  const cuda::Stream first, second;
  cuda::DeviceArray<double> to(1);
  cudaEvent_t written = nullptr;
  cuda::check(cudaEventCreateWithFlags(&written, cudaEventDisableTiming), "an event");
  cuda::launch(write, 1, 1, first, to.data(), std::size_t{0});
  cuda::check(cudaEventRecord(written, first.get()), "an event");
  cuda::check(cudaStreamWaitEvent(second.get(), written), "an event");
  EXPECT_EQ(to_host(to, second)[0], 1.0);
  cuda::check(cudaEventDestroy(written), "an event");
}

TEST(Emulation, SeesWritesBeyondAnAllocation) {
  {
    const cuda::Stream stream;
    cuda::DeviceArray<double> to(7);
    cuda::launch(write, 1, 1, stream, to.data(), std::size_t{7});
  }
  EXPECT_THAT(cuda_emulation::take_findings(),
              ElementsAre(HasSubstr("beyond an allocation of 56 bytes")));
}

TEST(Emulation, SeesCopiesBeyondAnAllocation) {
  {
    const cuda::Stream stream;
    const std::vector<double> from(8);
    cuda::DeviceArray<double> to(7);
    EXPECT_NE(cudaMemcpyAsync(to.data(), from.data(), 64, cudaMemcpyHostToDevice, stream.get()),
              cudaSuccess);
    EXPECT_NE(cudaMemcpyAsync(to.data(), from.data(), 56, cudaMemcpyDeviceToHost, stream.get()),
              cudaSuccess);
  }
  EXPECT_THAT(cuda_emulation::take_findings(),
              ElementsAre(HasSubstr("1 times 64 bytes"), HasSubstr("1 times 56 bytes")));
}

TEST(Emulation, SeesABarrierThatNotAllReach) {
  {
    const cuda::Stream stream;
    cuda::launch(uneven_barrier, 1, threads, stream);
    stream.wait();
  }
  EXPECT_THAT(cuda_emulation::take_findings(), ElementsAre(HasSubstr("end while others wait")));
}

TEST(Emulation, SeesWhatIsNeverGivenBack) {
  void* pointer = nullptr;
  cuda::check(cudaMalloc(&pointer, 8), "memory");
  EXPECT_THAT(cuda_emulation::take_findings(), ElementsAre(HasSubstr("1 allocations were never")));
  cuda::check(cudaFree(pointer), "memory");
  EXPECT_NE(cudaFree(pointer), cudaSuccess);
  EXPECT_THAT(cuda_emulation::take_findings(), ElementsAre(HasSubstr("or twice")));
}

using EmulationDeathTest = testing::Test;
TEST(EmulationDeathTest, TheHostCannotReadDeviceMemory) {
  cuda::DeviceArray<double> array(1);
  EXPECT_DEATH(std::printf("%g", *static_cast<volatile double*>(array.data())), "");
}

TEST(Emulation, MemoryIsLimited) {
  cuda_emulation::set_up({.memory = 1000});
  const cuda::DeviceArray<double> most(100);
  EXPECT_EQ(cuda_emulation::memory_in_use(), 800U);
  try {
    const cuda::DeviceArray<double> more(26);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "GPU: a request for 208 bytes failed (out of memory); free memory on the GPU, or "
                 "use --backend cpu");
  }
}

TEST(Emulation, RoundsAsTensorCoresDo) {
  const auto bf16 = [](double x) { return static_cast<float>(__nv_bfloat16(x)); };
  EXPECT_EQ(bf16(1.0 + 0x1p-8), 1.0F);  // a tie: to even
  EXPECT_EQ(bf16(1.0 + 3 * 0x1p-8), 1.0F + 0x1p-6F);
  EXPECT_EQ(bf16(1.0 + 0x1p-8 + 0x1p-40), 1.0F + 0x1p-7F);  // rounded once, not twice
  EXPECT_EQ(bf16(-1.0 - 0x1p-8 + 0x1p-40), -1.0F);
  EXPECT_TRUE(std::isnan(bf16(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_EQ(cuda_emulation::to_tf32(1.0F + 0x1p-11F), 1.0F + 0x1p-10F);
  EXPECT_EQ(cuda_emulation::to_tf32(1.0F + 0x1p-12F), 1.0F);
}

}  // namespace
}  // namespace fitpack
