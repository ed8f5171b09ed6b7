#include "fitpack/cuda/backend_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

class BackendChoice : public ::testing::Test {
 protected:
  BackendChoice()
      : logger_(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(text_))) {
    logger_->set_pattern("%v");
  }
  std::ostringstream text_;
  Logger logger_;
  const CudaDevices none_{{}, "no driver"};
  const CudaDevices two_{{{0, "first", 1000}, {1, "second", 1000}}, {}};
};

TEST_F(BackendChoice, TheProcessorNeedsNoDevice) {
  EXPECT_FALSE(choose_device(Backend::cpu, two_, 0, logger_));
  EXPECT_TRUE(text_.str().empty());
}

TEST_F(BackendChoice, RanksOfANodeTakeDevicesInTurn) {
  for (const Backend wanted : {Backend::cuda, Backend::automatic})
    for (std::size_t rank = 0; rank < 5; ++rank)
      EXPECT_EQ(choose_device(wanted, two_, rank, logger_)->number, static_cast<int>(rank % 2));
}

TEST_F(BackendChoice, AutomaticFallsBackWithOneLine) {
  EXPECT_FALSE(choose_device(Backend::automatic, none_, 0, logger_));
  const std::string text = text_.str();
  EXPECT_EQ(std::ranges::count(text, '\n'), 1);
  EXPECT_THAT(text, ::testing::HasSubstr("no driver"));
}

TEST_F(BackendChoice, CudaRefuses) {
  try {
    (void)choose_device(Backend::cuda, none_, 0, logger_);
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::usage);
    EXPECT_THAT(error.what(), ::testing::AllOf(::testing::HasSubstr("no driver"),
                                               ::testing::HasSubstr("--backend cpu")));
  }
}

}  // namespace
}  // namespace fitpack
