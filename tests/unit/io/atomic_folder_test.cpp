#include "fitpack/io/atomic_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "fitpack/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace fitpack {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string content(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AtomicFolder, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  const fs::path target = folder / "set";
  {
    AtomicFolder fresh(target);
    write(fresh.temporary() / "a", "1");
    EXPECT_FALSE(fs::exists(target));
    fresh.commit();
  }
  EXPECT_EQ(content(target / "a"), "1");
  EXPECT_EQ(folder.n_files(), 1U);
}

TEST(AtomicFolder, ReplacesAnOlderFolderAsAWhole) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "set");
  write(folder / "set/old", "0");
  {
    AtomicFolder fresh((folder / "set/").string());
    write(fresh.temporary() / "new", "1");
    EXPECT_TRUE(fs::exists(folder / "set/old"));
    fresh.commit();
  }
  EXPECT_FALSE(fs::exists(folder / "set/old"));
  EXPECT_EQ(content(folder / "set/new"), "1");
  EXPECT_EQ(folder.n_files(), 1U);
}

TEST(AtomicFolder, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  { const AtomicFolder abandoned(folder / "set"); }
  EXPECT_EQ(folder.n_files(), 0U);
}

TEST(AtomicFolder, RefusesFilesAndMissingParents) {
  const TemporaryFolder folder;
  folder.write("file", "x");
  EXPECT_THROW(AtomicFolder(folder / "file"), DataError);
  EXPECT_THROW(AtomicFolder(folder / "missing/set"), DataError);
  EXPECT_EQ(content(folder / "file"), "x");
}

}  // namespace
}  // namespace fitpack
