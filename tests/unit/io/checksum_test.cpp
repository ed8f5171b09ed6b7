#include "fitpack/io/checksum.hpp"

#include <gtest/gtest.h>

#include <array>

#include "../../support/temporary_folder.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

// Published test vectors of FNV-1a 64 (draft-eastlake-fnv, appendix).
TEST(Checksum, MeetsPublishedVectors) {
  EXPECT_EQ(Checksum().hex(), "cbf29ce484222325");
  EXPECT_EQ(Checksum().add_text("a").hex(), "af63dc4c8601ec8c");
  EXPECT_EQ(Checksum().add_text("foobar").hex(), "85944171f73967e8");
}

TEST(Checksum, DoesNotDependOnHowTextIsCut) {
  EXPECT_EQ(Checksum().add_text("foo").add_text("bar").value(),
            Checksum().add_text("foobar").value());
}

TEST(Checksum, TellsNumbersByTheirBits) {
  const std::array<double, 2> plus = {1.0, 0.0};
  const std::array<double, 2> minus = {1.0, -0.0};
  EXPECT_NE(Checksum().add_numbers(plus).value(), Checksum().add_numbers(minus).value());
}

TEST(Checksum, ReadsFiles) {
  const TemporaryFolder folder;
  EXPECT_EQ(file_checksum(folder.write("a", "foobar")), "85944171f73967e8");
  EXPECT_THROW(file_checksum(folder / "missing"), DataError);
  EXPECT_THROW(file_checksum(folder.path()), DataError);
}

}  // namespace
}  // namespace fitpack
