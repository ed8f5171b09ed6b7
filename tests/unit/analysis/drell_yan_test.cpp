#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/drell_yan_theory.hpp"
#include "fitpack/analysis/evolved_pdfs.hpp"
#include "fitpack/analysis/prediction_builder.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/drell_yan/electromagnetic_coupling.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/shipped_card.hpp"

namespace fitpack {
namespace {

/// Interpolation of operators in the scale and of partons in x.
constexpr double interpolation_error = 3e-7;
/// A bilinear form has no third derivative: what central differences miss is rounding over the
/// step.
constexpr double difference_error = 1e-7;
/// Of decimal numbers with 17 digits.
constexpr double rounding = 1e-13;

RunCard card_with(const std::vector<std::string>& more) {
  std::vector<std::string> overrides{
      "cache.enabled=false", "theory.grid.x_min=0.01", "theory.grid.q2_max=1000",
      "data.sets=[DYE866_PP, DYE866_PD, DYE605_PCU, DYE866_RATIO, DYE906_RATIO]", "data.cuts=[]"};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return shipped_card("hera_nlo_zm.yaml", overrides);
}

const std::string standard_cuts =
    "data.cuts=[{variable: tau, max: 0.08, sets: [DYE605_PCU, DYE866_PP, DYE866_PD]}, "
    "{variable: rap_over_max, max: 0.663, sets: [DYE605_PCU, DYE866_PP, DYE866_PD]}]";
/// Every eleventh point or so.
const std::string few_points =
    "data.cuts=[{variable: Q2, min: 42, max: 48.5}, {variable: x1, min: 0.2}]";

/// Predictions of a card at its start values.
struct Predicted {
  RunCard card;
  SampledPdfs pdfs;
  Measurements measurements;
  std::unique_ptr<Prediction> prediction;
  std::vector<double> f;

  explicit Predicted(RunCard the_card)
      : card(std::move(the_card)),
        pdfs(pdf_model(card), XGrid(card.theory.x_min).nodes()),
        measurements(read_measurements(card.data, card.title)),
        prediction(build_prediction({}, card, measurements, silent_logger()).prediction),
        f(pdfs.n_values()) {
    EXPECT_TRUE(pdfs.values(card.parameters.start_values(), f));
  }
  [[nodiscard]] std::vector<double> values(const std::vector<double>& functions) const {
    std::vector<double> all;
    for (std::size_t b = 0; b < prediction->n_blocks(); ++b) {
      std::vector<double> block(prediction->n_rows(b));
      prediction->values(b, functions, block);
      all.insert(all.end(), block.begin(), block.end());
    }
    return all;
  }
  [[nodiscard]] std::vector<double> values() const { return values(f); }
};

TEST(DrellYanData, StandardCutsKeepTheKnownNumbers) {
  const RunCard card = card_with({standard_cuts});
  std::map<std::string, std::size_t> kept;
  const Measurements measurements = read_measurements(card.data, card.title);
  for (const CutCount& count : measurements.cuts()) kept[count.dataset] = count.after;
  EXPECT_EQ(kept.at("DYE605_PCU"), 85U);
  EXPECT_EQ(kept.at("DYE866_PD"), 87U);
  EXPECT_EQ(kept.at("DYE866_PP"), 89U);
  EXPECT_EQ(kept.at("DYE866_RATIO"), 15U);
  EXPECT_EQ(kept.at("DYE906_RATIO"), 6U);
}

/// The published statistical covariance of arXiv:2103.04024, in its digits.
TEST(DrellYanData, SourcesOfE906AreItsCovarianceMatrix) {
  constexpr double published[6][6] = {{0.0027, 0.00119, 0.00115, 0.0012, 0.00109, 0.00116},
                                      {0.00119, 0.00187, 0.00125, 0.00131, 0.00119, 0.00126},
                                      {0.00115, 0.00125, 0.00179, 0.00125, 0.00115, 0.00121},
                                      {0.0012, 0.00131, 0.00125, 0.00214, 0.0012, 0.00127},
                                      {0.00109, 0.00119, 0.00115, 0.0012, 0.00249, 0.00116},
                                      {0.00116, 0.00126, 0.00121, 0.00127, 0.00116, 0.00406}};
  const RunCard card = card_with({"data.sets=[DYE906_RATIO]"});
  const Measurements measurements = read_measurements(card.data, card.title);
  const Dataset& data = measurements.datasets().front();
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 6; ++j) {
      double sum = i == j ? data.stat[i] * data.stat[i] : 0.0;
      for (std::size_t s = 0; s < data.sources.size(); ++s)
        if (data.sources[s].name.starts_with("DYE906_STAT"))
          sum += data.shift(i, s) * data.shift(j, s);
      EXPECT_NEAR(sum / published[i][j], 1.0, rounding) << i << " " << j;
    }
}

/// σ = prefactor · Σ_q e_q² [q(x1) q̄'(x2) + q̄(x1) q'(x2)], with partons from the evolution itself.
TEST(DrellYan, LeadingOrderIsTheQuarkParton) {
  const Predicted lo(card_with({"theory.order=LO", few_points}));
  const XGrid grid(lo.card.theory.x_min);
  const qcd::Evolution evolution(lo.card.theory, grid);
  const auto closed = [&](const Dataset& data, std::size_t i, double z) {
    const double tau = data.q2[i] / (data.sqrt_s * data.sqrt_s);
    double x1 = 0.0, x2 = 0.0, factor = 1.0;
    const double alpha = drell_yan::electromagnetic_coupling(data.q2[i]);
    const double unit = 8.0 * std::numbers::pi / 9.0 * alpha * alpha * 0.389379338e6;
    if (data.observable == Observable::m3_d2sigma_dm_dxf) {
      const double xf = (*data.extra("xF"))[i];
      x1 = 0.5 * (xf + std::sqrt(xf * xf + 4.0 * tau));
      x2 = x1 - xf;
      factor = unit / (x1 + x2);
    } else {
      x1 = std::sqrt(tau) * std::exp((*data.extra("rap"))[i]);
      x2 = tau / x1;
      if (!data.target.is_ratio()) factor = unit / std::pow(tau, 1.5);
    }
    const double x[] = {x1, x2}, q[] = {std::sqrt(data.q2[i])};
    const auto p = evolve_pdfs(evolution, *flavour_basis(lo.card.pdfs.basis), lo.f, x, q);
    double sum = 0.0;
    for (std::size_t k = 0; k < 5; ++k) {
      const std::size_t other = k < 2 ? 1 - k : k;
      const double charge2 = k % 2 == 1 ? 4.0 / 9.0 : 1.0 / 9.0;
      const double quark = z * p[1].quark[k] + (1.0 - z) * p[1].quark[other];
      const double anti = z * p[1].antiquark[k] + (1.0 - z) * p[1].antiquark[other];
      sum += charge2 * (p[0].quark[k] * anti + p[0].antiquark[k] * quark);
    }
    return factor * sum;
  };
  const std::vector<double> values = lo.values();
  for (std::size_t r = 0; r < values.size(); ++r) {
    const RowAddress at = lo.measurements.row(r);
    const Dataset& data = lo.measurements.datasets()[at.dataset];
    double expected = closed(data, at.point, data.target.proton_fraction());
    if (data.target.is_ratio()) expected /= closed(data, at.point, 1.0);
    EXPECT_NEAR(values[r] / expected, 1.0, interpolation_error) << data.name << " " << at.point;
  }
  EXPECT_GT(values.size(), 20U);
}

TEST(DrellYan, DerivativesAreThoseOfDifferences) {
  const Predicted nlo(card_with({few_points}));
  const std::vector<double> theta = nlo.card.parameters.start_values();
  const std::size_t stride = padded(theta.size() + 1), n = nlo.f.size();
  AlignedVector table(n * stride);
  ASSERT_TRUE(nlo.pdfs.values_and_derivatives(theta, table, stride));
  const auto moved = [&](std::size_t p, double step) {
    std::vector<double> f = nlo.f;
    for (std::size_t a = 0; a < n; ++a) f[a] += step * table[a * stride + 1 + p];
    return nlo.values(f);
  };
  const std::vector<double> values = nlo.values();
  std::size_t first = 0;
  for (std::size_t b = 0; b < nlo.prediction->n_blocks(); ++b) {
    const std::size_t rows = nlo.prediction->n_rows(b);
    AlignedVector out(rows * stride);
    nlo.prediction->values_and_derivatives(b, table, stride, out);
    for (std::size_t i = 0; i < rows; ++i) EXPECT_EQ(out[i * stride], values[first + i]);
    for (std::size_t p = 0; p < theta.size(); ++p) {
      constexpr double step = 1e-4;
      const std::vector<double> up = moved(p, step), down = moved(p, -step);
      for (std::size_t i = 0; i < rows; ++i) {
        const double difference = (up[first + i] - down[first + i]) / (2.0 * step);
        EXPECT_NEAR(out[i * stride + 1 + p], difference,
                    difference_error * (std::abs(difference) + values[first + i]))
            << "row " << first + i << " parameter " << p;
      }
    }
    first += rows;
  }
}

/// d ln σ/d ln μ: at NLO what is left is of O(α_s²), so that half the coupling makes it four times
/// smaller; at LO it is of O(α_s).
TEST(DrellYan, DependsOnScalesBeyondTheWorkingOrderOnly) {
  const auto slope = [](const char* order, double alphas, const char* scale) {
    const auto at = [&](double ratio) {
      const Predicted p(card_with(
          {std::string("theory.order=") + order, "theory.alphas_mz=" + std::to_string(alphas),
           std::string("theory.scales.") + scale + "=" + std::to_string(ratio),
           "data.sets=[DYE866_PP]",
           "data.cuts=[{variable: Q2, min: 42, max: 48.5}, "
           "{variable: x1, min: 0.3}]"}));
      const std::vector<double> values = p.values();
      return std::accumulate(values.begin(), values.end(), 0.0);
    };
    return std::log(at(1.1) / at(1.0 / 1.1)) / (2.0 * std::log(1.1));
  };
  constexpr double large = 0.02, small = 0.01;
  // Expansions in α_s(M), not α_s(M_Z): larger by the running between.
  constexpr double next_order = 0.35;
  EXPECT_NEAR(slope("LO", large, "mu_f") / slope("LO", small, "mu_f"), 2.0, 2.0 * next_order);
  EXPECT_NEAR(slope("NLO", large, "mu_f") / slope("NLO", small, "mu_f"), 4.0, 4.0 * next_order);
  EXPECT_NEAR(slope("NLO", large, "mu_r") / slope("NLO", small, "mu_r"), 4.0, 4.0 * next_order);
  EXPECT_LT(std::abs(slope("NLO", large, "mu_f")), 0.2 * std::abs(slope("LO", large, "mu_f")));
}

TEST(DrellYan, TheoryThatThereIsNoneOfIsRefused) {
  const auto message_of = [](const std::vector<std::string>& overrides) {
    try {
      const Predicted predicted(card_with(overrides));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_NE(message_of({"theory.order=NNLO"}).find("known to NLO only"), std::string::npos);
  EXPECT_NE(message_of({"theory.grid.x_min=0.05"}).find("below the grid"), std::string::npos);
}

}  // namespace
}  // namespace fitpack
