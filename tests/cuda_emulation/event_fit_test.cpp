// Fits of single events from card to result, with the events on an emulated device.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <cmath>
#include <sstream>

#include "fitpack/analysis/event_density.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/core/error.hpp"
#include "support/cuda_emulation/emulation.hpp"
#include "support/shipped_card.hpp"
#include "support/temporary_folder.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

class EventFit : public testing::Test {
 protected:
  EventFit()
      : logger_(std::make_shared<spdlog::logger>(
            "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_))) {
    const EventDensity density({}, card("cpu"), silent_logger());
    const EventColumns events = density.sample(density.start_values(), 3000, 1, 0);
    write_events(folder_ / "events.h5", events, density.definition(), "test");
  }
  /// A small phase space keeps the kernels small; it says little of the gluon and the sea.
  [[nodiscard]] RunCard card(const std::string& backend) const {
    return shipped_card(
        "events_closure.yaml",
        {"theory.order=LO", "cache.enabled=true", "cache.folder=" + (folder_ / "cache").string(),
         "events.samples=[" + (folder_ / "events.yaml").string() + "]",
         "events.density.phase_space={x: [0.05, 0.3], Q2: [30.0, 100.0], y: [0.001, 0.8]}",
         "parameters.Bg.fixed=true", "parameters.Bdbar.fixed=true", "kernels.backend=" + backend});
  }
  FitResult fit(const std::string& backend) {
    Analysis analysis({}, card(backend), logger_);
    return run_fit(analysis, {});
  }
  [[nodiscard]] std::size_t lines() const {
    const std::string text = log_.str();
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  }
  TemporaryFolder folder_;
  std::ostringstream log_;
  Logger logger_;
};

TEST_F(EventFit, OnADeviceIsThatOnTheProcessor) {
  const FitResult cpu = fit("cpu");
  const std::uint64_t before = cuda_emulation::kernels_started();
  const FitResult gpu = fit("cuda");
  EXPECT_GT(cuda_emulation::kernels_started(), before);
  EXPECT_EQ(cpu.events_backend, "CPU");
  EXPECT_EQ(gpu.events_backend, "GPU 0 (emulated)");
  EXPECT_EQ(gpu.status, cpu.status);
  EXPECT_NEAR(gpu.chi2.total / cpu.chi2.total, 1.0, 1e-12);
  for (std::size_t p = 0; p < cpu.parameters.size(); ++p) {
    if (cpu.parameters[p].fixed) continue;
    // Rounding of 10⁻¹², enlarged by the correlation of the parameters.
    EXPECT_NEAR(gpu.parameters[p].value, cpu.parameters[p].value, 1e-10 * cpu.parameters[p].error);
    EXPECT_NEAR(gpu.parameters[p].error / cpu.parameters[p].error, 1.0, 1e-10);
  }
}

TEST_F(EventFit, HasTheLocalModelOfTheProcessor) {
  Analysis cpu({}, card("cpu"), logger_), gpu({}, card("auto"), logger_);
  EXPECT_EQ(gpu.objective().events_backend(), "GPU 0 (emulated)");
  const std::vector<double> theta = cpu.card().parameters.start_values();
  for (const Want want : {Want::value, Want::gradient, Want::model}) {
    const LocalModel expected = cpu.objective().evaluate(theta, want);
    const LocalModel found = gpu.objective().evaluate(theta, want);
    ASSERT_TRUE(expected.valid && found.valid);
    EXPECT_NEAR(found.objective / expected.objective, 1.0, 1e-12);
    if (want == Want::value) continue;
    const std::vector<double> slope = expected.gradient();
    for (std::size_t p = 0; p < slope.size(); ++p)
      EXPECT_NEAR(found.gradient()[p], slope[p], 1e-11 * std::abs(slope[p])) << p;
    const auto information = [&](const LocalModel& model, std::size_t p, std::size_t q) {
      double sum = 0.0;
      for (std::size_t i = 0; i < slope.size(); ++i)
        sum += model.r[i * slope.size() + p] * model.r[i * slope.size() + q];
      return sum;
    };
    for (std::size_t p = 0; want == Want::model && p < slope.size(); ++p)
      for (std::size_t q = 0; q <= p; ++q) {
        const double scale = std::sqrt(information(expected, p, p) * information(expected, q, q));
        EXPECT_NEAR(information(found, p, q), information(expected, p, q), 1e-12 * scale);
      }
  }
}

TEST_F(EventFit, WithoutADeviceSaysSoInOneLine) {
  cuda_emulation::set_up({.devices = 0});
  EXPECT_EQ(fit("auto").events_backend, "CPU");
  EXPECT_EQ(lines(), 1U) << log_.str();
  EXPECT_THAT(log_.str(), HasSubstr("the CPU does the work"));
  try {
    fit("cuda");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("no GPU can be used"));
  }
}

TEST_F(EventFit, WithoutMemoryIsAMessage) {
  cuda_emulation::set_up({.memory = 10'000});
  try {
    fit("cuda");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("use --backend cpu"));
  }
}

}  // namespace
}  // namespace fitpack
