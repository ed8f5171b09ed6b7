#include "fitpack/core/contracts.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

TEST(Contracts, FailureNamesConditionAndPlace) {
  try {
    contract_failed("n > 0", "file.cpp", 12);
    FAIL() << "nothing thrown";
  } catch (const ContractError& error) {
    EXPECT_STREQ(error.what(), "file.cpp:12: internal error, contract broken: n > 0");
  }
}

TEST(Contracts, AreCheckedExactlyInBuildsWithoutNdebug) {
  EXPECT_NO_THROW(FITPACK_EXPECTS(1 + 1 == 2));
#ifdef NDEBUG
  EXPECT_NO_THROW(FITPACK_EXPECTS(1 + 1 == 3));
#else
  EXPECT_THROW(FITPACK_EXPECTS(1 + 1 == 3), ContractError);
#endif
}

}  // namespace
}  // namespace fitpack
