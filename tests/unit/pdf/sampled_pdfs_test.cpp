#include "fitpack/pdf/sampled_pdfs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "check_derivatives.hpp"
#include "example_pdfs.hpp"
#include "fitpack/core/aligned_vector.hpp"

namespace fitpack {
namespace {

using namespace examples;

TEST(SampledPdfsDerivatives, HerapdfWithEveryParameterFree) {
  check_derivatives(herapdf_options(), all_free(herapdf_parameters()));
}

TEST(SampledPdfsDerivatives, AtTheMinimumOfTheNloFit) {
  // zm_nlo_minuit of xFitter 2.2.1.
  check_derivatives(
      herapdf_options(),
      {parameter("Bg", -0.043893), parameter("Cg", 10.747041), parameter("Agp", 2.034437),
       parameter("Bgp", -0.158461), parameter("Cgp", 25.0, true), parameter("Buv", 0.684740),
       parameter("Cuv", 5.030318), parameter("Duv", 0.0, true), parameter("Euv", 16.067070),
       parameter("Bdv", 0.791991), parameter("Cdv", 4.855244), parameter("Adbar", 0.061967),
       parameter("Bdbar", -0.231655), parameter("Cdbar", 1.422304), parameter("Cubar", 8.904352),
       parameter("Dubar", 25.791212), parameter("fs", 0.4, true)});
}

TEST(SampledPdfsDerivatives, SharedParametersAndLongPolynomial) {
  PdfModelOptions options = herapdf_options();
  PowerFormOptions& uv = std::get<PowerFormOptions>(options.pdfs[1].form);
  uv.polynomial = {named("Duv"), named("Euv"), named("Duv"), number(0.3)};
  uv.minus = SubtractedTermOptions{number(0.02), named("Bdv"), named("Cgp")};
  PowerFormOptions& dv = std::get<PowerFormOptions>(options.pdfs[2].form);
  dv.b = named("Buv");
  dv.c = named("Buv");
  options.pdfs[3].amplitude = amplitude(named("Cdv"));
  check_derivatives(options, all_free(herapdf_parameters()));
}

TEST(SampledPdfsDerivatives, CombinationsOfCombinationsAndOfTheGluon) {
  PdfModelOptions options = herapdf_options();
  // xs depends on xubar, itself a combination; the gluon, fixed by the momentum, is in it too.
  options.pdfs[3].form = CombinationFormOptions{
      {{"xdbar", FactorKind::plain, named("Dubar")}, {"xg", FactorKind::plain, named("Cubar")}}};
  options.pdfs[5].form = CombinationFormOptions{
      {{"xubar", FactorKind::odds, named("fs")}, {"xg", FactorKind::plain, number(0.01)}}};
  std::vector<Parameter> parameters = all_free(herapdf_parameters());
  for (Parameter& p : parameters) {
    if (p.name == "Cubar") p.start = 0.02;
  }
  check_derivatives(options, parameters);
}

TEST(SampledPdfsDerivatives, MomentumSumOnAnotherPdf) {
  PdfModelOptions options = herapdf_options();
  options.pdfs[0].amplitude = amplitude(named("Adbar"));
  options.pdfs[4].amplitude = momentum_sum();
  check_derivatives(options, all_free(herapdf_parameters()));
}

TEST(SampledPdfs, ValuesAreTheFirstColumnToTheBit) {
  const ParameterSet set = parameter_set(herapdf_parameters());
  const SampledPdfs pdfs(model(herapdf_options(), set), sample_x(30));
  const std::size_t stride = 1 + set.n_free();
  std::vector<double> values(pdfs.n_values());
  std::vector<double> table(pdfs.n_values() * stride);
  ASSERT_TRUE(pdfs.values(set.start_values(), values));
  ASSERT_TRUE(pdfs.values_and_derivatives(set.start_values(), table, stride));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i], table[i * stride]);
}

TEST(SampledPdfs, EveryColumnIsWrittenAndThePaddingIsZero) {
  const ParameterSet set = parameter_set(herapdf_parameters());
  const SampledPdfs pdfs(model(herapdf_options(), set), sample_x(5));
  const std::size_t stride = 24;
  std::vector<double> table(pdfs.n_values() * stride, std::numeric_limits<double>::quiet_NaN());
  ASSERT_TRUE(pdfs.values_and_derivatives(set.start_values(), table, stride));
  for (std::size_t i = 0; i < table.size(); ++i) {
    ASSERT_TRUE(std::isfinite(table[i])) << "row " << i / stride << ", column " << i % stride;
    if (i % stride > set.n_free()) {
      ASSERT_EQ(table[i], 0.0);
    }
  }
}

TEST(SampledPdfs, ZeroAtXEqualToOne) {
  const ParameterSet set = parameter_set(herapdf_parameters());
  const SampledPdfs pdfs(model(herapdf_options(), set), std::vector<double>{1.0, 0.1, 1e-4});
  const std::size_t stride = 1 + set.n_free();
  std::vector<double> table(pdfs.n_values() * stride, 1.0);
  ASSERT_TRUE(pdfs.values_and_derivatives(set.start_values(), table, stride));
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t q = 0; q < stride; ++q) EXPECT_EQ(table[3 * a * stride + q], 0.0);
    EXPECT_NE(table[(3 * a + 1) * stride], 0.0);
  }
}

/// values() with one parameter moved.
bool has_values(const std::string& name, double value) {
  const ParameterSet set = parameter_set(all_free(herapdf_parameters()));
  const SampledPdfs pdfs(model(herapdf_options(), set), sample_x(5));
  std::vector<double> theta = set.start_values();
  theta[*set.free_index(*set.find(name))] = value;
  std::vector<double> values(pdfs.n_values());
  std::vector<double> table(pdfs.n_values() * (1 + set.n_free()));
  const bool ok = pdfs.values(theta, values);
  EXPECT_EQ(pdfs.values_and_derivatives(theta, table, 1 + set.n_free()), ok);
  return ok;
}

TEST(SampledPdfs, NoValuesWhereASumRuleDiverges) {
  EXPECT_TRUE(has_values("Buv", 0.001));
  EXPECT_FALSE(has_values("Buv", 0.0));    // number of u valence quarks
  EXPECT_FALSE(has_values("Bdv", -0.2));   // number of d valence quarks
  EXPECT_FALSE(has_values("Bg", -1.0));    // momentum of the gluon
  EXPECT_FALSE(has_values("Bgp", -1.01));  // of its subtracted term
  EXPECT_FALSE(has_values("Bdbar", -1.5));
  EXPECT_FALSE(has_values("Cuv", -1.0));
  EXPECT_TRUE(has_values("Cuv", -0.9));
  EXPECT_FALSE(has_values("Cgp", -2.0));
}

TEST(SampledPdfs, NoValuesWhereTheyAreNotFinite) {
  EXPECT_FALSE(has_values("fs", 1.0));
  EXPECT_FALSE(has_values("Bg", std::numeric_limits<double>::quiet_NaN()));
  EXPECT_FALSE(has_values("Adbar", std::numeric_limits<double>::infinity()));
}

}  // namespace
}  // namespace fitpack
