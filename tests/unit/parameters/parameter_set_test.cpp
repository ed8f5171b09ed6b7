#include "fitpack/parameters/parameter_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Parameter parameter(const std::string& name, double start) {
  Parameter p;
  p.name = name;
  p.start = start;
  return p;
}

Parameter fixed(const std::string& name, double start) {
  Parameter p = parameter(name, start);
  p.fixed = true;
  return p;
}

ParameterSet make(std::vector<Parameter> parameters) {
  Problems problems;
  ParameterSet set(std::move(parameters), "card.yaml", problems);
  EXPECT_TRUE(problems.empty()) << problems.text();
  return set;
}

std::string problem_of(std::vector<Parameter> parameters) {
  Problems problems;
  const ParameterSet set(std::move(parameters), "card.yaml", problems);
  EXPECT_EQ(problems.size(), 1u) << problems.text();
  return problems.text();
}

TEST(ParameterSet, FreeParametersKeepTheOrderOfTheCard) {
  const ParameterSet set = make({parameter("a", 1.0), fixed("b", 2.0), parameter("c", -3.0)});
  EXPECT_EQ(set.size(), 3u);
  EXPECT_EQ(set.n_free(), 2u);
  EXPECT_EQ(set.free(1).name, "c");
  EXPECT_EQ(set[1].name, "b");
  EXPECT_THAT(set.names(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(set.start_values(), ElementsAre(1.0, -3.0));
}

TEST(ParameterSet, IndicesOfAllAndOfFree) {
  const ParameterSet set = make({parameter("a", 1.0), fixed("b", 2.0), parameter("c", -3.0)});
  EXPECT_EQ(set.find("c"), 2u);
  EXPECT_EQ(set.find("d"), std::nullopt);
  EXPECT_EQ(set.free_index(2), 1u);
  EXPECT_EQ(set.free_index(1), std::nullopt);
}

TEST(ParameterSet, AllValuesPutThetaAmongTheFixedOnes) {
  const ParameterSet set = make({parameter("a", 1.0), fixed("b", 2.0), parameter("c", -3.0)});
  EXPECT_THAT(set.all_values(std::vector<double>{7.0, 8.0}), ElementsAre(7.0, 2.0, 8.0));
}

TEST(ParameterSet, StepsDefaultToTenPercent) {
  Parameter given = parameter("a", 1.0);
  given.step = 0.3;
  const ParameterSet set =
      make({given, parameter("b", -20.0), parameter("zero", 0.0), fixed("c", 1.0)});
  EXPECT_THAT(set.steps(), ElementsAre(0.3, 2.0, 0.1));
}

TEST(ParameterSet, EmptySetIsValid) { EXPECT_EQ(make({}).n_free(), 0u); }

TEST(ParameterSetProblems, Duplicate) {
  EXPECT_THAT(problem_of({parameter("a", 1.0), parameter("a", 2.0)}),
              HasSubstr("parameter a is given twice"));
}

TEST(ParameterSetProblems, StartBelowBound) {
  Parameter p = parameter("a", -1.0);
  p.lower = 0.0;
  EXPECT_THAT(problem_of({p}),
              HasSubstr("card.yaml: parameters.a: start -1 is below the bound min 0"));
}

TEST(ParameterSetProblems, StartAboveBound) {
  Parameter p = fixed("a", 3.0);
  p.upper = 2.0;
  EXPECT_THAT(problem_of({p}), HasSubstr("start 3 is above the bound max 2"));
}

TEST(ParameterSetProblems, BoundsInDisorder) {
  Parameter p = parameter("a", 1.0);
  p.lower = 2.0;
  p.upper = 2.0;
  EXPECT_THAT(problem_of({p}), HasSubstr("min 2 is not below max 2"));
}

TEST(ParameterSetProblems, NegativeStep) {
  Parameter p = parameter("a", 1.0);
  p.step = -0.1;
  EXPECT_THAT(problem_of({p}), HasSubstr("step -0.1 is negative"));
}

TEST(ParameterSetProblems, PriorWithoutWidth) {
  Parameter p = parameter("a", 1.0);
  p.prior = GaussianPrior{1.0, 0.0};
  EXPECT_THAT(problem_of({p}), HasSubstr("sigma 0 of the prior is not positive"));
}

TEST(ParameterSetProblems, NotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_THAT(problem_of({parameter("a", nan)}), HasSubstr("start is nan"));
  Parameter p = parameter("a", 1.0);
  p.upper = inf;
  EXPECT_THAT(problem_of({p}), HasSubstr("max is inf"));
  Parameter prior = parameter("a", 1.0);
  prior.prior = GaussianPrior{nan, 1.0};
  EXPECT_THAT(problem_of({prior}), HasSubstr("mean of the prior is nan"));
}

TEST(ParameterSetProblems, AllAreReportedAtOnce) {
  Parameter a = parameter("a", 1.0);
  a.step = -1.0;
  Parameter b = parameter("b", 1.0);
  b.lower = 2.0;
  Problems problems;
  const ParameterSet set({a, b, a}, "card.yaml", problems);
  EXPECT_EQ(problems.size(), 4u) << problems.text();
}

}  // namespace
}  // namespace fitpack
