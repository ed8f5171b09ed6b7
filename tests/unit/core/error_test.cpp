#include "fitpack/core/error.hpp"

#include <gtest/gtest.h>

namespace fitpack {
namespace {

TEST(Error, CarriesTheExitCodeOfItsKind) {
  EXPECT_EQ(InputError("x").exit_code(), ExitCode::usage);
  EXPECT_EQ(DataError("x").exit_code(), ExitCode::data);
  EXPECT_EQ(static_cast<int>(ExitCode::converged), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::internal), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::data), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::not_converged), 4);
}

TEST(Problems, NothingIsThrownWithoutProblems) {
  const Problems none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.text(), "");
  EXPECT_NO_THROW(none.throw_if_any(ExitCode::usage));
}

TEST(Problems, TextHoldsPlaceMessageAndSuggestionLineByLine) {
  Problems problems;
  problems.add("card.yaml:3", "key ordr is unknown", "did you mean order?");
  problems.add("", "no data set");
  EXPECT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems.text(), "card.yaml:3: key ordr is unknown; did you mean order?\nno data set");
}

TEST(Problems, AllOfThemAreThrownAtOnceWithTheCode) {
  Problems problems, others;
  problems.add("a.csv:1", "first");
  others.add("b.csv:2", "second");
  problems.append(others);
  try {
    problems.throw_if_any(ExitCode::data);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::data);
    EXPECT_STREQ(error.what(), "a.csv:1: first\nb.csv:2: second");
  }
}

TEST(ClosestMatch, FindsTransposedMissingAndWrongLetters) {
  const std::vector<std::string> keys{"order", "scheme", "alphas_mz", "nf_max"};
  EXPECT_EQ(closest_match("ordr", keys), "order");
  EXPECT_EQ(closest_match("shceme", keys), "scheme");
  EXPECT_EQ(closest_match("alpha_mz", keys), "alphas_mz");
  EXPECT_EQ(closest_match("nf_max", keys), "nf_max");
}

TEST(ClosestMatch, IsSilentWhereNothingIsClose) {
  EXPECT_EQ(closest_match("temperature", {"order", "scheme"}), "");
  EXPECT_EQ(closest_match("order", {}), "");
}

TEST(ClosestMatch, TakesTheNearestOfSeveral) {
  EXPECT_EQ(closest_match("Cdbar", {"Cubar", "Cdbars", "Cdbarrr"}), "Cubar");
  EXPECT_EQ(closest_match("Cdbar", {"Cubarx", "Cdbars"}), "Cdbars");
}

}  // namespace
}  // namespace fitpack
