#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/result/result_file.hpp"
#include "unit/result/example_result.hpp"

/// scripts/plot-result reads the file format by itself: it has to follow every change.
namespace fitpack {
namespace {

class PlotResult : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ("fitpack_plot_" + std::string(test->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  /// Exit status of the script; its messages go to `messages`.
  [[nodiscard]] int plot(const std::string& options) const {
    const std::string script = std::string(FITPACK_TEST_SOURCE_DIR) + "/scripts/plot-result";
    const std::string command = "MPLCONFIGDIR='" + folder_.string() + "' '" + script + "' '" +
                                path("result.h5") + "' " + options + " > '" + path("messages") +
                                "' 2>&1";
    return std::system(command.c_str());
  }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::string content(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(path(name), std::ios::binary).rdbuf();
    return out.str();
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(PlotResult, draws_a_picture) {
  write_result(testing::example_result(), path("result.h5"));
  ASSERT_EQ(plot("--min-points 2"), 0) << content("messages");
  EXPECT_EQ(content("result.png").substr(1, 3), "PNG");
}

TEST_F(PlotResult, names_the_sets_there_are) {
  write_result(testing::example_result(), path("result.h5"));
  EXPECT_NE(plot("--dataset NONE"), 0);
  EXPECT_NE(content("messages").find("there are: HERA_NC_EP_920, HERA_CC_EM_920"),
            std::string::npos)
      << content("messages");
}

TEST_F(PlotResult, refuses_what_is_no_result) {
  std::ofstream(path("result.h5")) << "no HDF5";
  EXPECT_EQ(WEXITSTATUS(plot("")), static_cast<int>(ExitCode::data));
  EXPECT_NE(content("messages").find("not a readable HDF5 file"), std::string::npos)
      << content("messages");
}

}  // namespace
}  // namespace fitpack
