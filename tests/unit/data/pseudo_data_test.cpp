#include "fitpack/data/pseudo_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/core/error.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

/// Three points; a shared multiplicative and a private additive source.
Dataset make_set(const std::string& name, double size) {
  Dataset set;
  set.name = name;
  set.x = {0.01, 0.1, 0.2};
  set.q2 = {10.0, 20.0, 30.0};
  set.y = {0.1, 0.2, 0.3};
  set.value = {1.2 * size, 0.5 * size, -0.3 * size};
  set.stat = {0.02, 0.01, 0.0};
  set.uncor = {0.01, 0.02, 0.03};
  set.sources = {{"lumi", "G", Scope::shared, Treatment::multiplicative},
                 {"noise", "", Scope::dataset, Treatment::additive}};
  set.correlated = {0.03, 0.01, 0.02, -0.02, -0.01, 0.015};
  set.file_rows = {1, 2, 3};
  set.n_in_file = 3;
  return set;
}

const std::vector<Dataset> sets{make_set("A", 1.0), make_set("B", 2.0)};

std::vector<double> draw(const std::vector<Dataset>& from, PseudoDataOptions options) {
  return pseudo_data(from, measured_values(from), options);
}

TEST(PseudoData, DependsOnSeedNumberAndPurpose) {
  const std::vector<double> first = draw(sets, {7, 3});
  EXPECT_EQ(first, draw(sets, {7, 3}));
  for (const PseudoDataOptions& other : {PseudoDataOptions{8, 3}, PseudoDataOptions{7, 4},
                                         PseudoDataOptions{7, 3, Fluctuation::experiment}}) {
    const std::vector<double> second = draw(sets, other);
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_NE(first[i], second[i]) << i;
  }
}

TEST(PseudoData, CutsAndOtherSetsDoNotChangeAPoint) {
  const std::vector<double> all = draw(sets, {7, 3});
  const std::vector<std::size_t> kept{0, 2};
  const std::vector<Dataset> fewer{sets[1], select_points(sets[0], kept)};
  const std::vector<double> some = draw(fewer, {7, 3});
  EXPECT_EQ(some, (std::vector<double>{all[3], all[4], all[5], all[0], all[2]}));
}

/// Covariance of points i and j from its definition.
double covariance(std::size_t i, std::size_t j) {
  const Dataset &a = sets[i / 3], &b = sets[j / 3];
  const std::size_t p = i % 3, q = j % 3;
  double sum = a.shift(p, 0) * b.shift(q, 0);
  if (i / 3 == j / 3) sum += a.shift(p, 1) * b.shift(q, 1);
  if (i == j) sum += a.stat[p] * a.stat[p] + a.uncor[p] * a.uncor[p];
  return sum;
}

TEST(PseudoData, HasMeanAndCovarianceOfTheUncertainties) {
  constexpr std::uint32_t replicas = 20000;
  constexpr double standard_errors = 5.0;  // 27 numbers are compared
  const std::vector<double> central = measured_values(sets);
  const std::size_t n = central.size();
  std::vector<double> mean(n, 0.0), products(n * n, 0.0);
  for (std::uint32_t k = 0; k < replicas; ++k) {
    const std::vector<double> values = draw(sets, {11, k});
    for (std::size_t i = 0; i < n; ++i) {
      mean[i] += (values[i] - central[i]) / replicas;
      for (std::size_t j = 0; j <= i; ++j)
        products[i * n + j] += (values[i] - central[i]) * (values[j] - central[j]) / replicas;
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(mean[i], 0.0, standard_errors * std::sqrt(covariance(i, i) / replicas)) << i;
    for (std::size_t j = 0; j <= i; ++j) {
      const double c = covariance(i, j);
      // The variance of a product of two correlated Gaussian deviates.
      const double error =
          std::sqrt((covariance(i, i) * covariance(j, j) + c * c) / static_cast<double>(replicas));
      EXPECT_NEAR(products[i * n + j], c, standard_errors * error) << i << ", " << j;
    }
  }
}

TEST(PseudoData, ErrorsScaleWithTheCentralValueWhereAsked) {
  std::vector<double> central = measured_values(sets);
  for (double& c : central) c *= 4.0;
  std::vector<Dataset> single{sets[0], sets[1]};
  for (Dataset& set : single) set.sources[1].name = "noise of " + set.name;
  const auto shifts = [&](const std::vector<Dataset>& from, ErrorSize errors) {
    std::vector<double> values =
        pseudo_data(from, central, {5, 1, Fluctuation::experiment, errors});
    for (std::size_t i = 0; i < values.size(); ++i) values[i] -= central[i];
    return values;
  };
  // One kind of uncertainty at a time: stat grows with the root, uncor and multiplicative sources
  // with the value, additive ones do not.
  for (int kind = 0; kind < 4; ++kind) {
    std::vector<Dataset> only = single;
    for (Dataset& set : only)
      for (std::size_t i = 0; i < set.size(); ++i) {
        set.stat[i] = kind == 0 ? 0.01 : 0.0;
        set.uncor[i] = kind == 1 ? 0.01 : 0.0;
        for (std::size_t s = 0; s < 2; ++s)
          if (kind != 2 + static_cast<int>(s)) set.correlated[2 * i + s] = 0.0;
      }
    const std::vector<double> fixed = shifts(only, ErrorSize::measured);
    const std::vector<double> scaled = shifts(only, ErrorSize::scaled);
    const double factor = kind == 0 ? 2.0 : kind == 3 ? 1.0 : 4.0;
    for (std::size_t i = 0; i < fixed.size(); ++i) {
      EXPECT_NE(fixed[i], 0.0);
      EXPECT_NEAR(scaled[i], factor * fixed[i], 1e-14) << kind << ", point " << i;
    }
  }
}

TEST(PseudoData, SourcesShiftAllTheirPointsAlike) {
  std::vector<Dataset> only = sets;
  for (Dataset& set : only) {
    set.stat.assign(3, 0.0);
    set.uncor.assign(3, 0.0);
    for (std::size_t i = 0; i < 3; ++i) set.correlated[2 * i + 1] = 0.0;
  }
  const std::vector<double> central = measured_values(only);
  const std::vector<double> values = draw(only, {7, 3});
  const double shift = (values[0] - central[0]) / only[0].shift(0, 0);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i] - central[i], shift * only[i / 3].shift(i % 3, 0), 1e-15) << i;
}

TEST(PseudoData, PointsWithoutUncertaintyAreAnError) {
  std::vector<Dataset> bare = sets;
  bare[1].stat[0] = bare[1].uncor[0] = 0.0;
  bare[1].correlated[0] = bare[1].correlated[1] = 0.0;
  try {
    static_cast<void>(draw(bare, {}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::data);
    EXPECT_THAT(error.what(), HasSubstr("B: 1 of 3 points have no uncertainty"));
  }
}

}  // namespace
}  // namespace fitpack
