#include "fitpack/analysis/closure_estimators.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "fitpack/core/philox.hpp"
#include "unit/data/toy_dataset.hpp"

namespace fitpack {
namespace {

Dataset toy_dataset() {
  Problems problems;
  return *ToyFolder().read(toy_csv, toy_yaml, problems);
}

/// Gaussian "fits": truth + common noise of the outcome + noise of a replica, both of variance s².
std::vector<ClosureEnsemble> gaussian_ensembles(std::size_t sets, std::size_t replicas,
                                                const std::vector<double>& truth, double s_outcome,
                                                double s_replica) {
  const Philox random(5);
  std::vector<ClosureEnsemble> ensembles(sets);
  for (std::uint32_t k = 0; k < sets; ++k)
    for (std::uint32_t r = 0; r < replicas; ++r) {
      std::vector<double> values = truth;
      for (std::uint32_t i = 0; i < values.size(); ++i)
        values[i] +=
            s_outcome * random.normal({k, i, 0, 1}) + s_replica * random.normal({k, i, r, 2});
      ensembles[k].push_back({values, values});
    }
  return ensembles;
}

class Estimators : public testing::Test {
 protected:
  Dataset data_ = toy_dataset();
  MeasuredMetric metric_{std::vector<Dataset>{data_}};
  ClosurePrediction truth_{data_.value, data_.value};
};

TEST_F(Estimators, MetricIsTheInverseOfTheCovarianceMatrix) {
  const auto n = static_cast<Eigen::Index>(data_.size());
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const auto a = static_cast<std::size_t>(i);
    covariance(i, i) = data_.stat[a] * data_.stat[a] + data_.uncor[a] * data_.uncor[a];
    for (Eigen::Index j = 0; j < n; ++j)
      for (std::size_t s = 0; s < data_.sources.size(); ++s)
        covariance(i, j) += data_.shift(a, s) * data_.shift(static_cast<std::size_t>(j), s);
  }
  const Philox random(3);
  std::vector<double> other = data_.value;
  Eigen::VectorXd difference(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    difference[i] = random.normal({static_cast<std::uint32_t>(i), 0, 0, 0});
    other[static_cast<std::size_t>(i)] += difference[i];
  }
  const double expected = difference.dot(covariance.inverse() * difference);
  EXPECT_NEAR(metric_.distance(other, data_.value) / expected, 1.0, 1e-9);
}

TEST_F(Estimators, CoverOneStandardDeviationOfAGaussian) {
  // |outcome + mean of replicas| < s: 68 % up to the finite number of replicas.
  const auto ensembles = gaussian_ensembles(400, 40, truth_.theory, 1.0, 1.0);
  const ClosureEstimators e = closure_estimators(ensembles, truth_, metric_);
  EXPECT_NEAR(e.xi, 0.675, 4.0 * e.xi_error);
  EXPECT_LT(e.xi_error, 0.02);
  // Bias exceeds the variance by the noise of a mean over 40 replicas.
  EXPECT_NEAR(e.bias / e.variance, 1.0 + 1.0 / 40.0, 0.15);
}

TEST_F(Estimators, SeeErrorsThatAreTooSmall) {
  const auto ensembles = gaussian_ensembles(100, 40, truth_.theory, 2.0, 1.0);
  const ClosureEstimators e = closure_estimators(ensembles, truth_, metric_);
  EXPECT_LT(e.xi, 0.5);
  EXPECT_GT(e.bias / e.variance, 3.0);
}

TEST_F(Estimators, LeaveSingleMembersOut) {
  const auto ensembles = gaussian_ensembles(5, 1, truth_.theory, 1.0, 1.0);
  const ClosureEstimators e = closure_estimators(ensembles, truth_, metric_);
  EXPECT_EQ(e.variance, 0.0);
  EXPECT_EQ(e.xi, 0.0);
}

}  // namespace
}  // namespace fitpack
