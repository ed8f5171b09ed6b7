#include "fitpack/core/logging.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

/// A folder of the test's own that goes away with it.
class Logging : public ::testing::Test {
 protected:
  Logging() : folder_(std::filesystem::path(::testing::TempDir()) / name()) {
    std::filesystem::create_directories(folder_);
  }
  ~Logging() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string file(const std::string& leaf) const { return folder_ / leaf; }
  static std::string name() {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    return std::string("fitpack_logging_") + info->name();
  }

 private:
  std::filesystem::path folder_;
};

std::string content(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What a logger of this verbosity leaves of one message of each level.
std::string logged(const std::string& path, int verbosity) {
  const Logger logger = make_logger({verbosity, path});
  logger->debug("a debug line");
  logger->info("an info line");
  logger->error("an error line");
  logger->flush();
  return content(path);
}

TEST_F(Logging, QuietHoldsForTheTerminalNotForTheFile) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(logged(file("quiet"), -1), "[I] an info line\n[E] an error line\n");
  const std::string terminal = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(terminal.find("info"), std::string::npos);
  EXPECT_NE(terminal.find("an error line"), std::string::npos);
}

TEST_F(Logging, VerbosityChoosesTheLevels) {
  EXPECT_EQ(logged(file("normal"), 0), "[I] an info line\n[E] an error line\n");
  EXPECT_EQ(logged(file("verbose"), 1), "[D] a debug line\n[I] an info line\n[E] an error line\n");
}

TEST_F(Logging, OnlyRankZeroSpeaks) {
  const std::string path = file("rank1");
  const Logger logger = make_logger({1, path}, 1);
  ::testing::internal::CaptureStderr();
  logger->error("not to be seen");
  logger->flush();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(Logging, SilentLoggerAcceptsAndDropsEverything) {
  ::testing::internal::CaptureStderr();
  silent_logger()->critical("nobody hears");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

TEST_F(Logging, TerminalOutputGoesToStderrNotStdout) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  make_logger({})->info("hello");
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("hello"), std::string::npos);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST_F(Logging, FileGoesOnAfterEarlierRuns) {
  const std::string path = file("log");
  ::testing::internal::CaptureStderr();
  for (const char* message : {"first", "second"}) make_logger({0, path})->info(message);
  ::testing::internal::GetCapturedStderr();
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  EXPECT_EQ(content.str(), "[I] first\n[I] second\n");
}

TEST_F(Logging, KeepsAFileThatIsNoLog) {
  std::ofstream(file("card.yaml")) << "theory: {order: NLO}\n";
  EXPECT_THROW(make_logger({0, file("card.yaml")}), InputError);
  EXPECT_EQ(std::filesystem::file_size(file("card.yaml")), 21u);
}

TEST_F(Logging, FileThatCannotBeOpenedIsADataErrorThatNamesIt) {
  std::ofstream(file("plain")) << "a file, not a folder";
  const std::string path = file("plain") + "/log.txt";
  try {
    make_logger({0, path});
    FAIL() << "nothing thrown";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("--log-file"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace fitpack
