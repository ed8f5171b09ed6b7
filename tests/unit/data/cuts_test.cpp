#include "fitpack/data/cuts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "toy_dataset.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Cuts : public testing::Test {
 protected:
  Cuts() {
    datasets_.push_back(ToyFolder().read(toy_csv, toy_yaml, problems_).value());
    datasets_.push_back(datasets_[0]);
    datasets_[1].name = "OTHER";
  }
  std::vector<std::size_t> rows(const Cut& cut) {
    apply_cuts(datasets_, {cut}, problems_);
    return datasets_[0].file_rows;
  }
  static Cut cut(const std::string& variable, std::optional<double> min, std::optional<double> max,
                 std::vector<std::string> datasets = {}) {
    return {variable, min, max, std::move(datasets), "card.yaml:7"};
  }
  std::vector<Dataset> datasets_;
  Problems problems_;
};

TEST_F(Cuts, BoundsAreInclusive) {
  EXPECT_THAT(rows(cut("Q2", 10.0, 100.0)), ElementsAre(1, 2));
  EXPECT_THAT(rows(cut("Q2", 10.5, {})), ElementsAre(2));
}

TEST_F(Cuts, AboveAndBelowLeaveTheirValuesOut) {
  Cut open{"Q2", {}, {}, {}, "card.yaml:7", 10.0, 200.0};
  EXPECT_TRUE(open.keeps(10.5));
  EXPECT_FALSE(open.keeps(10.0));
  EXPECT_FALSE(open.keeps(200.0));
  EXPECT_THAT(rows(open), ElementsAre(2));
}

TEST_F(Cuts, WorkOnEveryVariable) {
  EXPECT_THAT(rows(cut("x", {}, 0.1)), ElementsAre(1, 2));
  EXPECT_THAT(rows(cut("E", {}, 60.0)), ElementsAre(1, 2));
  EXPECT_THAT(rows(cut("y", 0.2, {})), ElementsAre(1, 2));
  // W2 = 10 · 0.99/0.01 = 990 and 100 · 0.9/0.1 = 900.
  EXPECT_THAT(rows(cut("W2", 950.0, {})), ElementsAre(1));
}

TEST_F(Cuts, KeepAllColumnsTogether) {
  apply_cuts(datasets_, {cut("Q2", 50.0, 150.0)}, problems_);
  const Dataset& data = datasets_[0];
  EXPECT_THAT(data.x, ElementsAre(0.1));
  EXPECT_THAT(data.value, ElementsAre(0.42));
  EXPECT_THAT(data.stat, ElementsAre(0.01));
  EXPECT_THAT(data.uncor, ElementsAre(0.004));
  EXPECT_THAT(data.correlated, ElementsAre(0.005, 0.001));
  EXPECT_THAT(data.extra_kinematics[0].second, ElementsAre(50.0));
  EXPECT_EQ(data.n_in_file, 3U);
}

TEST_F(Cuts, MayConcernSomeSetsOnly) {
  const auto counts = apply_cuts(datasets_, {cut("x", {}, 0.05, {"OTHER"})}, problems_);
  EXPECT_EQ(datasets_[0].size(), 3U);
  EXPECT_EQ(datasets_[1].size(), 1U);
  EXPECT_EQ(counts[1].dataset, "OTHER");
  EXPECT_EQ(counts[1].before, 3U);
  EXPECT_EQ(counts[1].after, 1U);
  EXPECT_NO_THROW(require_points(counts));
}

TEST_F(Cuts, ReportUnknownVariable) {
  apply_cuts(datasets_, {cut("q2", 3.5, {})}, problems_);
  ASSERT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_.text(), HasSubstr("card.yaml:7: unknown variable 'q2'"));
  EXPECT_THAT(problems_.text(), HasSubstr("available: x, Q2, y, W2, E"));
  EXPECT_EQ(datasets_[0].size(), 3U);
}

TEST_F(Cuts, ReportUnknownSet) {
  apply_cuts(datasets_, {cut("Q2", 3.5, {}, {"OTHR"})}, problems_);
  EXPECT_THAT(problems_.text(), HasSubstr("OTHR, which is not used; did you mean OTHER?"));
}

TEST_F(Cuts, KnowBoundsThatContradict) {
  EXPECT_EQ(cut("x", 0.5, 0.1).contradiction(), "min 0.5 and max 0.1");
  EXPECT_EQ((Cut{"x", 0.1, 0.1, {}, ""}).contradiction(), "");
  EXPECT_EQ((Cut{"x", 0.1, {}, {}, "", {}, 0.1}).contradiction(), "min 0.1 and below 0.1");
  EXPECT_EQ((Cut{"x", {}, 0.1, {}, "", 0.1}).contradiction(), "above 0.1 and max 0.1");
  EXPECT_EQ((Cut{"x", {}, {}, {}, "", 0.1, 0.05}).contradiction(), "above 0.1 and below 0.05");
}

TEST_F(Cuts, RefuseToLeaveNothing) {
  const auto counts = apply_cuts(datasets_, {cut("Q2", 1e6, {})}, problems_);
  try {
    require_points(counts);
    FAIL() << "nothing was thrown";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no data points left after cuts (TOY had 3, OTHER had 3)"));
    EXPECT_EQ(error.exit_code(), ExitCode::data);
  }
}

}  // namespace
}  // namespace fitpack
