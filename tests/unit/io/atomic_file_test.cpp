#include "fitpack/io/atomic_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>

#include "../../support/temporary_folder.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

template <class Action>
std::string data_error(Action&& action) {
  try {
    action();
  } catch (const DataError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(AtomicFile, ReplacesWhole) {
  const TemporaryFolder folder;
  const auto file = folder.write("a.txt", "old");
  write_file_atomically(file, "new");
  EXPECT_EQ(read_text_file(file), "new");
  EXPECT_EQ(folder.n_files(), 1U);
}

TEST(AtomicFile, LeavesOldFileUntilCommit) {
  const TemporaryFolder folder;
  const auto target = folder.write("a.txt", "old");
  {
    AtomicFile file(target);
    file.write("half");
    EXPECT_EQ(read_text_file(target), "old");
    EXPECT_EQ(file.temporary().parent_path(), folder.path());
    EXPECT_EQ(folder.n_files(), 2U);
  }
  EXPECT_EQ(read_text_file(target), "old");
  EXPECT_EQ(folder.n_files(), 1U) << "the temporary file was not removed";
}

TEST(AtomicFile, KeepsTwoWritersApart) {
  const TemporaryFolder folder;
  AtomicFile first(folder / "a");
  AtomicFile second(folder / "a");
  EXPECT_NE(first.temporary(), second.temporary());
  first.write("1");
  second.write("2");
  second.commit();
  first.commit();
  EXPECT_EQ(read_text_file(folder / "a"), "1");
  EXPECT_EQ(folder.n_files(), 1U);
}

TEST(AtomicFile, FollowsLinks) {
  const TemporaryFolder folder;
  const auto real = folder.write("real", "old");
  std::filesystem::create_symlink(real, folder / "link");
  write_file_atomically(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(read_text_file(real), "new");
}

TEST(AtomicFile, NamesMissingFolder) {
  const TemporaryFolder folder;
  const std::string message =
      data_error([&] { write_file_atomically(folder / "no" / "a.txt", "x"); });
  EXPECT_THAT(message, HasSubstr((folder / "no" / "a.txt").string()));
  EXPECT_THAT(message, HasSubstr("No such file or directory"));
  EXPECT_THAT(message, HasSubstr("create the folder"));
}

TEST(AtomicFile, RefusesFolderAsTarget) {
  const TemporaryFolder folder;
  EXPECT_THAT(data_error([&] { write_file_atomically(folder.path(), "x"); }),
              HasSubstr("name a file"));
}

TEST(AtomicFile, ReportsUnwritableFolder) {
  // Nobody, not even root, creates files there.
  const std::string message = data_error([] { check_writable("/proc/fitpack.txt"); });
  EXPECT_THAT(message, HasSubstr("/proc/fitpack.txt: cannot be written"));
}

TEST(AtomicFile, CheckLeavesNothingBehind) {
  const TemporaryFolder folder;
  check_writable(folder / "a");
  EXPECT_EQ(folder.n_files(), 0U);
}

TEST(AtomicFile, ReportsFullDevice) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const std::string message = data_error([] { write_file_atomically("/dev/full", "x"); });
  EXPECT_THAT(message, HasSubstr("/dev/full: writing failed (No space left on device)"));
  EXPECT_THAT(message, HasSubstr("free some space"));
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

/// Lets no file of this process grow beyond a limit, as a full disk does.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(AtomicFile, KeepsOldFileWhenSpaceRunsOut) {
  const TemporaryFolder folder;
  const auto target = folder.write("a.txt", "old");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = data_error([&] { write_file_atomically(target, std::string(5000, 'x')); });
  }
  EXPECT_THAT(message, HasSubstr(target.string() + ": writing failed"));
  EXPECT_EQ(read_text_file(target), "old");
  EXPECT_EQ(folder.n_files(), 1U) << "the temporary file was not removed";
}

TEST(AtomicFile, TemporariesOfKilledProcessesAreRemoved) {
  const TemporaryFolder folder;
  const pid_t dead = fork();
  if (dead == 0) _exit(0);
  ASSERT_EQ(waitpid(dead, nullptr, 0), dead);
  const AtomicFile living(folder / "living.h5");
  // The name that a process of this machine gives, with another process in it.
  const std::string own = "." + std::to_string(getpid()) + ".";
  std::string name = living.temporary().string();
  name.replace(name.rfind(own), own.size(), "." + std::to_string(dead) + ".");
  std::ofstream(name) << "half";
  folder.write("a.h5.tmp.elsewhere." + std::to_string(dead) + ".0", "of another machine");
  folder.write("a.h5", "a result");
  EXPECT_EQ(folder.n_files(), 4U);
  remove_abandoned_temporaries(folder.path());
  EXPECT_EQ(folder.n_files(), 3U);
  EXPECT_FALSE(std::filesystem::exists(name));
  EXPECT_TRUE(std::filesystem::exists(living.temporary()));
  remove_abandoned_temporaries(folder / "no such folder");
}

}  // namespace
}  // namespace fitpack
