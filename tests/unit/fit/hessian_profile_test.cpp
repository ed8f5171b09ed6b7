#include "fitpack/fit/hessian_profile.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "fitpack/core/philox.hpp"
#include "fitpack/fit/reweighting.hpp"

namespace fitpack {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr Index n = 4;
/// Roundings of solutions of well-conditioned systems.
constexpr double rounding = 1e-11;

/// Measurements y = J θ with errors of 1: numbers without pattern.
struct Experiment {
  MatrixXd j;
  VectorXd y;

  Experiment(Index rows, double phase) : j(rows, n), y(rows) {
    for (Index i = 0; i < rows; ++i) {
      for (Index p = 0; p < n; ++p)
        j(i, p) =
            std::sin(phase + (1.0 + 0.7 * static_cast<double>(p)) * static_cast<double>(i + 1));
      y[i] = std::cos(phase * static_cast<double>(i + 1));
    }
  }
  [[nodiscard]] MatrixXd information() const { return j.transpose() * j; }
  [[nodiscard]] VectorXd minimum() const { return information().ldlt().solve(j.transpose() * y); }
  [[nodiscard]] double chi2(const VectorXd& theta) const { return (j * theta - y).squaredNorm(); }
};

std::vector<double> numbers(const MatrixXd& m) {
  std::vector<double> list(static_cast<std::size_t>(m.size()));
  Eigen::Map<RowMajor>(list.data(), m.rows(), m.cols()) = m;
  return list;
}

HessianProfile profile_of(const MatrixXd& covariance, const VectorXd& theta,
                          const Experiment& added) {
  return hessian_profile(numbers(covariance),
                         numbers(added.j.transpose() * (added.j * theta - added.y)),
                         numbers(added.information()));
}

const Experiment fitted(9, 0.4), added(5, 1.9);

TEST(HessianProfile, IsTheFitToAllDataWhereTheoryIsLinear) {
  const VectorXd before = fitted.minimum();
  const HessianProfile profile = profile_of(fitted.information().inverse(), before, added);
  const MatrixXd information = fitted.information() + added.information();
  const VectorXd refit =
      information.ldlt().solve(fitted.j.transpose() * fitted.y + added.j.transpose() * added.y);
  const MatrixXd covariance = information.inverse();
  for (Index p = 0; p < n; ++p) {
    const auto k = static_cast<std::size_t>(p);
    EXPECT_NEAR(before[p] + profile.shift[k], refit[p], rounding * 10.0);
    for (Index q = 0; q < n; ++q)
      EXPECT_NEAR(profile.covariance[k * n + static_cast<std::size_t>(q)], covariance(p, q),
                  rounding);
  }
  EXPECT_NEAR(2.0 * profile.model_change, added.chi2(refit) - added.chi2(before), rounding * 100.0);
  EXPECT_LT(profile.model_change, 0.0);
}

TEST(HessianProfile, NothingMovesWithoutInformation) {
  const MatrixXd covariance = fitted.information().inverse();
  const std::vector<double> nothing(static_cast<std::size_t>(n), 0.0);
  const HessianProfile profile =
      hessian_profile(numbers(covariance), nothing, numbers(MatrixXd::Zero(n, n)));
  EXPECT_EQ(profile.shift, nothing);
  EXPECT_EQ(profile.model_change, 0.0);
  ASSERT_EQ(profile.directions.size(), 4U);
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_EQ(profile.directions[k].shift, 0.0);
    EXPECT_EQ(profile.directions[k].error, 1.0);
    for (Index q = 0; q < n; ++q)
      EXPECT_NEAR(profile.covariance[k * n + static_cast<std::size_t>(q)],
                  covariance(static_cast<Index>(k), q), rounding);
  }
}

TEST(HessianProfile, ParametersWithoutErrorsStay) {
  MatrixXd covariance = fitted.information().inverse();
  covariance.row(2).setZero();
  covariance.col(2).setZero();
  const HessianProfile profile = profile_of(covariance, fitted.minimum(), added);
  EXPECT_EQ(profile.shift[2], 0.0);
  EXPECT_EQ(profile.covariance[2 * n + 2], 0.0);
  EXPECT_EQ(profile.directions.size(), 3U);
  EXPECT_NE(profile.shift[1], 0.0);
}

TEST(HessianProfile, EigenvectorsSpanTheCovariance) {
  const MatrixXd covariance = fitted.information().inverse();
  const std::vector<double> theta{1.0, 2.0, 3.0, 4.0};
  const EigenvectorSet set = parabolic_eigenvectors(theta, numbers(covariance), 4.0);
  MatrixXd sum = MatrixXd::Zero(n, n);
  for (const Eigenvector& vector : set.vectors) {
    VectorXd step(n);
    for (Index p = 0; p < n; ++p) {
      const auto k = static_cast<std::size_t>(p);
      step[p] = 0.5 * (vector.plus[k] - vector.minus[k]);
      EXPECT_NEAR(0.5 * (vector.plus[k] + vector.minus[k]), theta[k], rounding);
    }
    EXPECT_NEAR(step.dot(fitted.information() * step), 4.0, 1e-9);  // Δχ² = T²
    sum += step * step.transpose() / 4.0;
  }
  EXPECT_LT((sum - covariance).cwiseAbs().maxCoeff(), rounding);
}

/// Replicas of the fit, weighted with the added data, against the profiled parameters.
TEST(Reweighting, AgreesWithProfilingWhereEverythingIsGaussian) {
  constexpr std::uint32_t replicas = 20000;
  const VectorXd before = fitted.minimum();
  const MatrixXd covariance = fitted.information().inverse();
  const MatrixXd root = covariance.llt().matrixL();
  const Philox random(7);
  std::vector<VectorXd> thetas;
  std::vector<double> chi2;
  for (std::uint32_t k = 0; k < replicas; ++k) {
    VectorXd deviates(n);
    for (Index p = 0; p < n; ++p)
      deviates[p] = random.normal({k, static_cast<std::uint32_t>(p), 0, 0});
    thetas.emplace_back(before + root * deviates);
    chi2.push_back(added.chi2(thetas.back()));
  }
  const std::vector<double> weights = replica_weights(chi2, 5, Weighting::giele_keller);
  EXPECT_LT(effective_replicas(weights), replicas);
  double squares = 0.0;
  for (const double w : weights) squares += w * w;
  const double worth = replicas * (replicas / squares);  // what the error of a mean goes by
  ASSERT_GT(worth, 100.0);
  VectorXd mean = VectorXd::Zero(n);
  for (std::size_t k = 0; k < replicas; ++k) mean += weights[k] / replicas * thetas[k];
  VectorXd square = VectorXd::Zero(n);
  for (std::size_t k = 0; k < replicas; ++k)
    square += weights[k] / replicas * (thetas[k] - mean).cwiseAbs2();
  const HessianProfile profile = profile_of(covariance, before, added);
  for (Index p = 0; p < n; ++p) {
    const auto k = static_cast<std::size_t>(p);
    const double sigma = std::sqrt(profile.covariance[k * n + k]);
    // Five standard deviations of the mean and of the spread of so many replicas.
    EXPECT_NEAR(mean[p], before[p] + profile.shift[k], 5.0 * sigma / std::sqrt(worth)) << p;
    EXPECT_NEAR(std::sqrt(square[p]) / sigma, 1.0, 5.0 / std::sqrt(2.0 * worth)) << p;
  }
}

TEST(Reweighting, WeightsHaveMeanOneAndTheirFormula) {
  const std::vector<double> chi2{4.0, 9.0, 25.0};
  const std::vector<double> nnpdf = replica_weights(chi2, 7, Weighting::nnpdf);
  EXPECT_NEAR(nnpdf[0] + nnpdf[1] + nnpdf[2], 3.0, 1e-14);
  EXPECT_NEAR(nnpdf[1] / nnpdf[0], std::pow(9.0 / 4.0, 3) * std::exp(-2.5), 1e-13);
  const std::vector<double> plain = replica_weights(chi2, 7, Weighting::giele_keller);
  EXPECT_NEAR(plain[2] / plain[0], std::exp(-10.5), 1e-15);
  // Far away numbers must not vanish together; what is not finite has no weight.
  const std::vector<double> far =
      replica_weights(std::vector<double>{1e5, NAN, 1e5 + 2.0}, 1, Weighting::giele_keller);
  EXPECT_NEAR(far[2] / far[0], std::exp(-1.0), 1e-12);
  EXPECT_EQ(far[1], 0.0);
}

TEST(Reweighting, EffectiveReplicasCountThoseThatMatter) {
  EXPECT_NEAR(effective_replicas(std::vector<double>(10, 1.0)), 10.0, 1e-12);
  EXPECT_NEAR(effective_replicas(std::vector<double>{4.0, 0.0, 0.0, 0.0}), 1.0, 1e-12);
  EXPECT_NEAR(effective_replicas(std::vector<double>{2.0, 2.0, 0.0, 0.0}), 2.0, 1e-12);
}

TEST(Reweighting, UnweightedReplicasAreAsFrequentAsTheirWeights) {
  std::vector<double> weights;
  double sum = 0.0;
  for (int k = 0; k < 50; ++k) sum += weights.emplace_back(std::pow(std::sin(k + 1.0), 4));
  constexpr std::size_t size = 200;
  const std::vector<std::size_t> picked = unweighted(weights, size);
  EXPECT_EQ(picked.size(), size);
  for (std::size_t k = 0; k < weights.size(); ++k)
    EXPECT_NEAR(static_cast<double>(std::count(picked.begin(), picked.end(), k)),
                size * weights[k] / sum, 1.0);
  const std::vector<double> equal(20, 1.0);
  for (std::size_t k = 0; k < 20; ++k) EXPECT_EQ(unweighted(equal, 20)[k], k);
  EXPECT_TRUE(unweighted(std::vector<double>(3, 0.0), 5).empty());
}

}  // namespace
}  // namespace fitpack
