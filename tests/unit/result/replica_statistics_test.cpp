#include "fitpack/result/replica_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack {
namespace {

/// χ²/ndf of 1, 2, 3, 4 with ndf = 10, then one that did not converge.
FitResult example() {
  FitResult result;
  result.ndf = 10;
  result.free_names = {"a", "b"};
  for (std::size_t k = 1; k <= 5; ++k) {
    const auto x = static_cast<double>(k);
    result.replicas.push_back({k,
                               k == 5 ? FitStatus::not_converged : FitStatus::converged,
                               10.0 * x,
                               x,
                               3,
                               false,
                               {x, 100.0 * x}});
  }
  result.replica_settings.requested = 5;
  return result;
}

TEST(ReplicaStatistics, AreThoseOfTheSelectedReplicas) {
  FitResult result = example();
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  const ReplicaStatistics s = replica_statistics(result);
  EXPECT_EQ(s.done, 5U);
  EXPECT_EQ(s.converged, 4U);
  EXPECT_EQ(s.selected, 4U);
  EXPECT_DOUBLE_EQ(s.mean_chi2, 25.0);
  EXPECT_DOUBLE_EQ(s.mean_chi2_data, 2.5);
  EXPECT_DOUBLE_EQ(s.mean[0], 2.5);
  EXPECT_DOUBLE_EQ(s.deviation[0], std::sqrt(5.0 / 3.0));
  EXPECT_DOUBLE_EQ(s.deviation[1], 100.0 * std::sqrt(5.0 / 3.0));
  EXPECT_EQ(failed_replicas(result), std::vector<std::size_t>{5});
  EXPECT_EQ(replica_shortage(result), "4 of 5 replicas are usable: 1 did not converge (5)");
}

TEST(ReplicaStatistics, AWindowSelectsBothEndsIncluded) {
  FitResult result = example();
  result.replica_settings.chi2_window = {2.0, 3.0};
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  EXPECT_EQ(replica_statistics(result).selected, 2U);
  EXPECT_DOUBLE_EQ(replica_statistics(result).mean[0], 2.5);
  EXPECT_EQ(replica_shortage(result),
            "2 of 5 replicas are usable: 1 did not converge (5), 2 outside the window of χ²/ndf");
}

TEST(ReplicaStatistics, TooFewReplicasHaveNoDeviation) {
  FitResult result = example();
  result.replica_settings.chi2_window = {1.5, 2.5};
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  EXPECT_DOUBLE_EQ(replica_statistics(result).mean[0], 2.0);
  EXPECT_TRUE(std::isnan(replica_statistics(result).deviation[0]));
  result.replica_settings.chi2_window = {50.0, 60.0};
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  EXPECT_TRUE(std::isnan(replica_statistics(result).mean[0]));
}

TEST(ReplicaStatistics, NothingIsShortWhereAllAreUsable) {
  FitResult result = example();
  result.replicas.pop_back();
  result.replica_settings.requested = 4;
  select_replicas(result.replicas, result.replica_settings, result.ndf);
  EXPECT_EQ(replica_shortage(result), "");
}

}  // namespace
}  // namespace fitpack
