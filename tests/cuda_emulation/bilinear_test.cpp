// What only an emulated device can show of Drell-Yan rows: little memory, no memory, every order of
// threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/core/error.hpp"
#include "fitpack/cuda/cuda_bilinear.hpp"
#include "support/bilinear_rows.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/cuda_emulation/every_order.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_sets = 3, columns = 3;

const BilinearBatch& example() {
  static const BilinearBatch batch = testing::bilinear_rows().batch();
  return batch;
}

std::vector<double> on_device() {
  const auto device = make_cuda_bilinear(example(), find_cuda_devices().found.front());
  std::vector<double> out(n_sets * columns * device->n_rows());
  device->predict(testing::bilinear_pdfs(n_sets, columns), n_sets, columns, out);
  return out;
}

TEST(EmulatedBilinear, TheSameBitsInEveryOrder) {
  cuda_emulation::expect_same_in_every_order(on_device);
}

std::size_t bytes_of_tables() {
  const auto device = make_cuda_bilinear(example(), find_cuda_devices().found.front());
  return cuda_emulation::memory_in_use();
}

TEST(EmulatedBilinear, GoesThroughLittleMemoryInParts) {
  const std::vector<double> wanted = on_device();
  const std::size_t tables = bytes_of_tables();
  cuda_emulation::Machine machine;
  // A set takes some 150 kB.
  machine.memory = tables + 300000;
  cuda_emulation::set_up(machine);
  const std::uint64_t before = cuda_emulation::kernels_started();
  EXPECT_EQ(on_device(), wanted);
  const std::uint64_t in_parts = cuda_emulation::kernels_started() - before;
  cuda_emulation::set_up({});
  const std::uint64_t again = cuda_emulation::kernels_started();
  EXPECT_EQ(on_device(), wanted);
  EXPECT_GT(in_parts, cuda_emulation::kernels_started() - again);
}

TEST(EmulatedBilinear, MemoryThatIsTooLittleIsSaid) {
  cuda_emulation::Machine machine;
  machine.memory = bytes_of_tables() + 20000;
  cuda_emulation::set_up(machine);
  try {
    const std::vector<double> none = on_device();
    FAIL() << "there is memory";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--backend cpu"));
    EXPECT_EQ(error.exit_code(), ExitCode::internal);
  }
  cuda_emulation::set_up({});
}

}  // namespace
}  // namespace fitpack
