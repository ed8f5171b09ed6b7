#include "fitpack/fit/profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fitpack {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// How often the way from the centre to the predicted start is halved in search of PDFs.
constexpr int most_halvings = 6;

std::vector<double> predicted_start(const ParameterSet& parameters, const ProfileCentre& centre,
                                    std::size_t p, double value, double part) {
  const std::size_t n = centre.theta.size();
  std::vector<double> theta = centre.theta;
  const double variance = centre.covariance[p * n + p];
  const double step = variance > 0.0 ? part * (value - centre.theta[p]) / variance : 0.0;
  for (std::size_t i = 0; i < n; ++i)
    theta[i] = parameters.free(i).into_bounds(theta[i] + step * centre.covariance[i * n + p]);
  theta[p] = value;
  return theta;
}

/// χ² as a signed distance in standard deviations.
struct Pull {
  double value;
  double pull;
};

double crossing(const std::vector<Pull>& side, double wanted) {
  for (std::size_t k = 1; k < side.size(); ++k) {
    const Pull &a = side[k - 1], &b = side[k];
    if (a.pull <= wanted && b.pull >= wanted && b.pull > a.pull)
      return a.value + (b.value - a.value) * (wanted - a.pull) / (b.pull - a.pull);
  }
  return nan;
}

}  // namespace

ProfilePoint profile_point(DistributedObjective& objective, const ProfileCentre& centre,
                           std::size_t p, double value, const MinimiserOptions& options,
                           const IterationObserver& observer) {
  ProfilePoint point;
  point.value = value;
  double part = 1.0;
  for (int k = 0; k <= most_halvings; ++k) {
    if (k == most_halvings) part = 0.0;
    const std::vector<double> start =
        predicted_start(objective.parameters(), centre, p, value, part);
    part *= 0.5;
    if (!objective.evaluate(start, Want::value).valid) continue;
    std::vector<bool> fixed(start.size(), false);
    fixed[p] = true;
    Minimum minimum = minimise(objective, start, options, observer, {}, fixed);
    point.theta = std::move(minimum.theta);
    point.chi2 = minimum.model.chi2.total;
    point.delta_chi2 = point.chi2 - centre.chi2;
    point.iterations = minimum.iterations;
    point.status = minimum.status;
    return point;
  }
  point.theta.assign(centre.theta.size(), nan);
  point.chi2 = point.delta_chi2 = nan;
  return point;
}

ProfileCrossings profile_crossings(std::span<const ProfilePoint> points, double centre,
                                   double rise) {
  std::vector<Pull> below{{centre, 0.0}}, above{{centre, 0.0}};
  const auto pull = [](const ProfilePoint& point) {
    return std::sqrt(std::max(0.0, point.delta_chi2));
  };
  for (const ProfilePoint& point : points)
    if (point.status == FitStatus::converged && point.value > centre)
      above.push_back({point.value, pull(point)});
  for (std::size_t k = points.size(); k-- > 0;)
    if (points[k].status == FitStatus::converged && points[k].value < centre)
      below.push_back({points[k].value, pull(points[k])});
  return {crossing(below, std::sqrt(rise)), crossing(above, std::sqrt(rise))};
}

}  // namespace fitpack
