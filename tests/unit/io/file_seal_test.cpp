#include "fitpack/io/file_seal.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fitpack/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace fitpack {
namespace {

class FileSealTest : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& content) {
    const auto path = folder_.path() / "sealed";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  TemporaryFolder folder_;
};

TEST_F(FileSealTest, ContentFollowsAFirstBlockOf512Bytes) {
  const std::string bytes = sealed("some content");
  EXPECT_EQ(bytes.size(), 512u + 12u);
  EXPECT_EQ(bytes.substr(512), "some content");
  EXPECT_NO_THROW(check_seal(file(bytes)));
}

TEST_F(FileSealTest, EveryChangedByteOfTheContentIsNoticed) {
  const std::string bytes = sealed("some content");
  for (std::size_t i = 512; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THROW(check_seal(file(damaged)), DataError) << "byte " << i;
  }
  EXPECT_THROW(check_seal(file(bytes.substr(0, bytes.size() - 1))), DataError);
  EXPECT_THROW(check_seal(file(bytes.substr(0, 100))), DataError);
}

TEST_F(FileSealTest, FilesOfOtherProgramsPass) {
  EXPECT_NO_THROW(check_seal(file("no seal here")));
  EXPECT_NO_THROW(check_seal(file("")));
}

}  // namespace
}  // namespace fitpack
