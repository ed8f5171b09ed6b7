#include "fitpack/data/synthetic_data.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "../../support/temporary_folder.hpp"
#include "fitpack/data/dataset_reader.hpp"
#include "fitpack/data/dataset_writer.hpp"

namespace fitpack {
namespace {

SyntheticOptions small() {
  SyntheticOptions options;
  options.points = 2001;
  options.sources = 3;
  options.seed = 7;
  options.x_min = 1e-4;
  return options;
}

TEST(SyntheticData, FillsThePhaseSpaceInOrder) {
  const auto sets = synthetic_data_sets(small());
  ASSERT_EQ(sets.size(), 2U);
  EXPECT_EQ(sets[0].size() + sets[1].size(), 2001U);
  for (const Dataset& set : sets)
    for (std::size_t i = 0; i < set.size(); ++i) {
      EXPECT_GE(set.x[i], 1e-4);
      EXPECT_LE(set.x[i], 0.65);
      EXPECT_GE(set.q2[i], 3.5);
      EXPECT_LE(set.q2[i], 3e4);
      EXPECT_NEAR(set.y[i] * set.x[i] * 318.0 * 318.0 / set.q2[i], 1.0, 1e-7);
      EXPECT_GE(set.y[i], 0.0049);
      EXPECT_LE(set.y[i], 0.9);
      if (i == 0) continue;
      EXPECT_GE(set.q2[i], set.q2[i - 1]);
      if (set.q2[i] == set.q2[i - 1]) {
        EXPECT_GT(set.x[i], set.x[i - 1]);
      }
    }
}

TEST(SyntheticData, DependsOnTheSeedAlone) {
  SyntheticOptions options = small();
  EXPECT_EQ(synthetic_data_sets(options)[1].x, synthetic_data_sets(options)[1].x);
  const auto before = synthetic_data_sets(options)[1].x;
  options.seed = 8;
  EXPECT_NE(synthetic_data_sets(options)[1].x, before);
}

TEST(SyntheticData, RefusesAnEmptyPhaseSpace) {
  SyntheticOptions options = small();
  options.x_min = 0.7;
  EXPECT_THROW(static_cast<void>(synthetic_data_sets(options)), InputError);
}

/// Without sources, pulls are standard normal: mean and variance of n numbers scatter by 1/√n and
/// √(2/n).
TEST(SyntheticData, MeasurementsScatterByTheirUncertainties) {
  SyntheticOptions options = small();
  options.points = 20000;
  options.sources = 0;
  std::vector<Dataset> sets = {synthetic_data_sets(options)[0]};
  const Dataset& set = sets[0];
  const std::vector<double> theory(set.size(), 2.5);
  measure(sets, theory, 7);
  double sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const double pull = (set.value[i] - theory[i]) / std::hypot(set.stat[i], set.uncor[i]);
    sum += pull;
    squares += pull * pull;
  }
  const auto n = static_cast<double>(set.size());
  constexpr double sigmas = 4.0;
  EXPECT_NEAR(sum / n, 0.0, sigmas / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1.0, sigmas * std::sqrt(2.0 / n));
}

TEST(SyntheticData, SourcesMoveAllPointsTogether) {
  std::vector<Dataset> sets = {synthetic_data_sets(small())[0]};
  std::vector<Dataset> sets_without = sets;
  const Dataset &set = sets[0], &without = sets_without[0];
  std::fill(sets_without[0].correlated.begin(), sets_without[0].correlated.end(), 0.0);
  const std::vector<double> beta = set.correlated;
  const std::vector<double> theory(set.size(), 1.0);
  measure(sets, theory, 7);
  measure(sets_without, theory, 7);
  // Three points give the three shifts; they must explain all others.
  const std::size_t m = set.sources.size();
  const auto difference = [&](std::size_t i) { return set.value[i] - without.value[i]; };
  const std::size_t at[3] = {0, 500, 900};
  double a[3][4];
  for (int r = 0; r < 3; ++r) {
    for (std::size_t j = 0; j < 3; ++j) a[r][j] = beta[at[r] * m + j];
    a[r][3] = difference(at[r]);
  }
  for (int p = 0; p < 3; ++p)  // elimination
    for (int r = 0; r < 3; ++r) {
      if (r == p) continue;
      const double factor = a[r][p] / a[p][p];
      for (int c = 0; c < 4; ++c) a[r][c] -= factor * a[p][c];
    }
  for (std::size_t i = 0; i < set.size(); ++i) {
    double expected = 0.0;
    for (std::size_t j = 0; j < 3; ++j) expected += beta[i * m + j] * a[j][3] / a[j][j];
    EXPECT_NEAR(difference(i), expected, 1e-11) << "point " << i;  // rounding of the elimination
  }
}

TEST(DatasetWriter, ReadsBackWhatItWrote) {
  TemporaryFolder folder;
  std::vector<Dataset> sets = {synthetic_data_sets(small())[1]};
  const Dataset& set = sets[0];
  measure(sets, std::vector<double>(set.size(), 0.3), 7);
  write_dataset(set, folder / "", "a note");
  Problems problems;
  const auto read = read_dataset(folder / "", set.name, problems);
  ASSERT_TRUE(read.has_value()) << problems.text();
  EXPECT_EQ(read->x, set.x);
  EXPECT_EQ(read->q2, set.q2);
  EXPECT_EQ(read->y, set.y);
  EXPECT_EQ(read->lepton_charge, -1);
  EXPECT_EQ(read->sqrt_s, 318.0);
  ASSERT_EQ(read->sources.size(), 3U);
  EXPECT_EQ(read->sources[2].name, "source3");
  EXPECT_EQ(read->sources[2].group, "SYNTHETIC");
  EXPECT_EQ(read->sources[2].scope, Scope::shared);
  EXPECT_EQ(read->sources[2].treatment, Treatment::multiplicative);
  for (std::size_t i = 0; i < set.size(); ++i) {
    EXPECT_EQ(read->value[i], as_written(set.value[i]));
    EXPECT_EQ(read->stat[i], as_written(set.stat[i]));
    EXPECT_EQ(read->uncor[i], as_written(set.uncor[i]));
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(read->shift(i, j), as_written(set.shift(i, j)));
  }
}

}  // namespace
}  // namespace fitpack
