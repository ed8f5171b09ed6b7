#include "fitpack/data/nuisance_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Source shared(const std::string& name, const std::string& group) {
  return {name, group, Scope::shared, Treatment::multiplicative};
}

Source own(const std::string& name) { return {name, "", Scope::dataset, Treatment::additive}; }

Dataset with_sources(const std::string& name, std::vector<Source> sources) {
  Dataset dataset;
  dataset.name = name;
  dataset.sources = std::move(sources);
  return dataset;
}

std::vector<std::string> labels(const NuisanceIndex& index) {
  std::vector<std::string> names;
  for (const Nuisance& nuisance : index.all()) names.push_back(nuisance.label());
  return names;
}

TEST(NuisanceIndex, SharesByGroupAndName) {
  const std::vector<Dataset> sets = {with_sources("A", {shared("s", "G"), shared("t", "G")}),
                                     with_sources("B", {shared("t", "G"), shared("s", "H")})};
  const NuisanceIndex index(sets);
  EXPECT_THAT(labels(index), ElementsAre("G:s", "G:t", "H:s"));
  EXPECT_THAT(index.columns(0), ElementsAre(0, 1));
  EXPECT_THAT(index.columns(1), ElementsAre(1, 2));
}

TEST(NuisanceIndex, KeepsPrivateSourcesApart) {
  const std::vector<Dataset> sets = {with_sources("A", {own("s")}), with_sources("B", {own("s")}),
                                     with_sources("C", {shared("s", "A")})};
  const NuisanceIndex index(sets);
  EXPECT_EQ(index.size(), 3U);
  EXPECT_EQ(index[0].dataset, "A");
  EXPECT_EQ(index[1].dataset, "B");
  EXPECT_EQ(index[2].dataset, "");
  EXPECT_EQ(index[2].group, "A");
}

TEST(NuisanceIndex, OrdersByFirstAppearance) {
  const std::vector<Dataset> sets = {with_sources("A", {shared("z", "G")}), with_sources("B", {}),
                                     with_sources("C", {own("a"), shared("z", "G"), own("b")})};
  const NuisanceIndex index(sets);
  EXPECT_THAT(labels(index), ElementsAre("G:z", "C:a", "C:b"));
  EXPECT_THAT(index.columns(2), ElementsAre(1, 0, 2));
  EXPECT_TRUE(index.columns(1).empty());
}

TEST(DatasetList, ReportsSetsListedTwiceOnce) {
  Problems problems;
  check_distinct({"A", "B", "A", "A"}, "card.yaml:3", problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems.text(), HasSubstr("card.yaml:3: the data set A is listed twice"));
}

TEST(DatasetList, ReportsTheSameMeasurementTwice) {
  std::vector<Dataset> sets = {with_sources("A", {}), with_sources("B", {}), with_sources("C", {})};
  sets[2].exclusive_with = {"A"};
  Problems problems;
  check_exclusive(sets, "card.yaml:3", problems);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems.text(), HasSubstr("A and C are the same measurement"));
}

}  // namespace
}  // namespace fitpack
