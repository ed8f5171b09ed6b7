#include "fitpack/analysis/density_builder.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/operator_grid.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/phase_space_points.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// What is promised of ln p of a single event, and of its mean over a phase space.
constexpr double accuracy = 1e-6;
constexpr double mean_accuracy = 1e-7;

RunCard closure_card() { return shipped_card("events_closure.yaml", {"cache.enabled=false"}); }

/// PDFs at the start values and five steps from them, in alternating directions.
std::vector<std::vector<double>> several_pdfs(const RunCard& card) {
  const SampledPdfs pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes());
  std::vector<std::vector<double>> result;
  for (const double steps : {0.0, 5.0, -5.0}) {
    std::vector<double> theta = card.parameters.start_values();
    for (std::size_t p = 0; p < theta.size(); ++p)
      theta[p] += (p % 2 == 0 ? steps : -steps) * card.parameters.steps()[p];
    result.emplace_back(pdfs.n_values());
    EXPECT_TRUE(pdfs.values(theta, result.back()));
  }
  return result;
}

/// ln of the density from the cells against rows built for every point.
void compare_with_direct_rows(const RunCard& card, const EventDefinition& definition) {
  const DensityKernel kernel =
      *build_density(Communicator(), card, definition, silent_logger()).kernel;
  const phase_space_points::DirectRows direct_row(card, definition);
  const EventColumns points = phase_space_points::everywhere(
      definition.phase_space, 400, 40, structure_function_thresholds(card.theory));
  const std::vector<std::vector<double>> pdfs = several_pdfs(card);
  std::vector<AlignedVector> cells;
  for (const auto& f : pdfs) cells.push_back(kernel.coefficients(kernel.node_values(f)));
  double worst = 0.0;
  std::size_t worst_point = 0;
  std::vector<double> sums(pdfs.size(), 0.0);
  for (std::size_t e = 0; e < points.size(); ++e) {
    const std::vector<double> row = direct_row(points.x[e], points.q2[e]);
    const dis::CellPoint at = kernel.grid().locate(points.x[e], points.q2[e]);
    for (std::size_t k = 0; k < pdfs.size(); ++k) {
      const double direct = std::inner_product(row.begin(), row.end(), pdfs[k].begin(), 0.0);
      const double found = evaluate(cells[k].data() + at.cell * n_coefficients, at.u, at.v);
      const double error = std::log(found / direct);
      sums[k] += error;
      if (std::abs(error) <= worst) continue;
      worst = std::abs(error);
      worst_point = e;
    }
  }
  testing::Test::RecordProperty("worst_error_of_ln_p", std::to_string(worst * 1e6) + "e-6");
  EXPECT_LT(worst, accuracy) << "at x = " << points.x[worst_point]
                             << ", Q2 = " << points.q2[worst_point] << ", y = "
                             << definition.phase_space.y(points.x[worst_point],
                                                         points.q2[worst_point])
                             << ", " << kernel.grid().n_cells() << " cells";
  for (const double sum : sums)
    EXPECT_LT(std::abs(sum) / static_cast<double>(points.size()), mean_accuracy);
}

TEST(DensityBuilder, FollowsNeutralCurrentsUpToTheEdgeOfY) {
  const RunCard card = closure_card();
  EventDefinition definition = *card.events.density;
  definition.phase_space.y_max = 0.95;
  compare_with_direct_rows(card, definition);
}

TEST(DensityBuilder, FollowsChargedCurrentsUpToTheEdgeOfY) {
  const RunCard card = closure_card();
  EventDefinition definition = *card.events.density;
  definition.beam.process = Process::cc_dis;
  definition.phase_space.x_min = 5e-3;
  definition.phase_space.q2_min = 200.0;
  compare_with_direct_rows(card, definition);
}

}  // namespace
}  // namespace fitpack
