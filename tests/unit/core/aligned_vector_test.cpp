#include "fitpack/core/aligned_vector.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace fitpack {
namespace {

TEST(AlignedVector, StartsOnACacheLineWhateverItsLength) {
  for (std::size_t n = 1; n < 40; ++n) {
    const AlignedVector v(n, 1.0);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(v.data()) % 64, 0U) << n << " elements";
  }
}

TEST(AlignedVector, StaysAlignedAndKeepsItsContentWhenItGrows) {
  AlignedVector v;
  for (int i = 0; i < 1000; ++i) {
    v.push_back(i);
    ASSERT_EQ(reinterpret_cast<std::uintptr_t>(v.data()) % 64, 0U);
  }
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(v[static_cast<std::size_t>(i)], i);
}

TEST(AlignedVector, PaddingIsTheNextMultipleOfEight) {
  EXPECT_EQ(padded(0), 0U);
  EXPECT_EQ(padded(1), 8U);
  EXPECT_EQ(padded(8), 8U);
  EXPECT_EQ(padded(9), 16U);
}

}  // namespace
}  // namespace fitpack
