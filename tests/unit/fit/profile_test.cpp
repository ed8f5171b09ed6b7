#include "fitpack/fit/profile.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/fit/covariance.hpp"
#include "support/synthetic_problem.hpp"

namespace fitpack {
namespace {

using synthetic::Problem;

/// A fit stops where F can fall by 1e-10: 1.4e-5 standard deviations from the minimum, whose effect
/// on Δχ² at two of them is this.
constexpr double end_of_fit = 6e-5;

ProfileCentre centre_of(DistributedObjective& objective) {
  const std::size_t n = objective.n_parameters();
  const Minimum minimum = minimise(objective, std::vector<double>(n, 0.0), {});
  return {minimum.theta, minimum.model.chi2.total,
          covariance_of(minimum.model, std::vector<bool>(n, false)).covariance};
}

TEST(ProfileTest, OfAParabolaIsTheSquareOfThePull) {
  Problem problem;
  problem.chi_square = "experimental";
  problem.shape = synthetic::Shape::linear;
  DistributedObjective objective({}, synthetic::input(problem, {}));
  objective.drive([&] {
    const ProfileCentre centre = centre_of(objective);
    std::vector<ProfilePoint> points;
    const double error = std::sqrt(centre.covariance[3 * 5 + 3]);
    for (const double pull : {-1.5, -0.5, 0.5, 2.0}) {
      points.push_back(profile_point(objective, centre, 3, centre.theta[3] + pull * error, {}));
      const ProfilePoint& point = points.back();
      EXPECT_EQ(point.status, FitStatus::converged);
      EXPECT_EQ(point.theta[3], point.value);
      EXPECT_NEAR(point.delta_chi2, pull * pull, end_of_fit);
      EXPECT_LE(point.iterations, 1) << "the covariance predicts the others";
    }
    const ProfileCrossings crossings = profile_crossings(points, centre.theta[3]);
    EXPECT_NEAR((crossings.above - centre.theta[3]) / error, 1.0, end_of_fit);
    EXPECT_NEAR((centre.theta[3] - crossings.below) / error, 1.0, end_of_fit);
  });
}

TEST(ProfileTest, IsTheLowestChiSquareAtTheValue) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  objective.drive([&] {
    const ProfileCentre centre = centre_of(objective);
    const ProfilePoint point = profile_point(objective, centre, 0, centre.theta[0] + 0.05, {});
    ASSERT_EQ(point.status, FitStatus::converged);
    EXPECT_GT(point.delta_chi2, 0.0);
    for (std::size_t p = 1; p < 5; ++p)
      for (const double step : {-0.01, 0.01}) {
        std::vector<double> theta = point.theta;
        theta[p] += step;
        EXPECT_GT(2.0 * objective.evaluate(theta, Want::value).objective, point.chi2);
      }
  });
}

TEST(ProfileTest, ApproachesValuesWhereThePredictedStartHasNoPdfs) {
  // A covariance that sends the other parameters to where the synthetic PDFs end.
  DistributedObjective objective({}, synthetic::input({}, {}));
  objective.drive([&] {
    ProfileCentre centre = centre_of(objective);
    const ProfilePoint expected = profile_point(objective, centre, 0, centre.theta[0] + 0.01, {});
    centre.covariance[5] = 3000.0 * centre.covariance[0];
    const ProfilePoint point = profile_point(objective, centre, 0, centre.theta[0] + 0.01, {});
    EXPECT_EQ(point.status, FitStatus::converged);
    EXPECT_NEAR(point.chi2, expected.chi2, 1e-8);
  });
}

TEST(ProfileTest, WithoutPdfsIsNoPoint) {
  DistributedObjective objective({}, synthetic::input({}, {}));
  objective.drive([&] {
    const ProfilePoint point = profile_point(objective, centre_of(objective), 0, 11.0, {});
    EXPECT_EQ(point.status, FitStatus::not_converged);
    EXPECT_TRUE(std::isnan(point.delta_chi2));
  });
}

TEST(ProfileCrossingsTest, AreNaNWhereNothingReachesSoHigh) {
  const auto point = [](double value, double rise, FitStatus status) {
    ProfilePoint p;
    p.value = value;
    p.delta_chi2 = rise;
    p.status = status;
    return p;
  };
  const std::vector<ProfilePoint> points{point(-1.0, 0.25, FitStatus::converged),
                                         point(1.0, 9.0, FitStatus::not_converged),
                                         point(2.0, 4.0, FitStatus::converged)};
  const ProfileCrossings crossings = profile_crossings(points, 0.0);
  EXPECT_TRUE(std::isnan(crossings.below));
  EXPECT_DOUBLE_EQ(crossings.above, 1.0);
}

}  // namespace
}  // namespace fitpack
