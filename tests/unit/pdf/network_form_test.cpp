#include "fitpack/pdf/network_form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "example_pdfs.hpp"
#include "fitpack/pdf/network_weights.hpp"

namespace fitpack {
namespace {

using namespace examples;
using testing::HasSubstr;

/// Central differences of fourth order with step 1e-3.
constexpr double difference_tolerance = 1e-6;
constexpr double step = 1e-3;
/// Sums over the same quadrature, in another order.
constexpr double rounding = 1e-12;

PdfModelOptions network_options(NetworkSharing sharing = NetworkSharing::one) {
  PdfModelOptions options = herapdf_options();
  const auto form = [](const char* b, const char* c) {
    return NetworkFormOptions{named(b), named(c)};
  };
  options.pdfs[0].form = form("Bg", "Cg");
  options.pdfs[1].form = form("Buv", "Cuv");
  options.pdfs[2].form = form("Bdv", "Cdv");
  options.pdfs[3].form = form("Bdbar", "Cubar");
  options.pdfs[4].form = form("Bdbar", "Cdbar");
  options.network.emplace();
  options.network->layers = {2, 4, 3, sharing == NetworkSharing::one ? 5 : 1};
  options.network->sharing = sharing;
  options.network->place = "card.yaml:9: pdfs.network";
  return options;
}

ParameterSet network_set(const PdfModelOptions& options) {
  std::vector<Parameter> parameters{
      parameter("Bg", 0.1),     parameter("Cg", 5.5),      parameter("Buv", 0.8),
      parameter("Cuv", 4.8),    parameter("Bdv", 1.0),     parameter("Cdv", 4.8),
      parameter("Adbar", 0.16), parameter("Bdbar", -0.1),  parameter("Cdbar", 9.6),
      parameter("Cubar", 7.1),  parameter("fs", 0.4, true)};
  for (Parameter& weight : network_parameters(options)) parameters.push_back(std::move(weight));
  return parameter_set(parameters);
}

PdfModel network_model(NetworkSharing sharing = NetworkSharing::one) {
  const PdfModelOptions options = network_options(sharing);
  return model(options, network_set(options));
}

std::vector<double> tabulated(const PdfModel& pdfs, const std::vector<double>& theta,
                              const XNodes& nodes, std::size_t width) {
  std::vector<double> table(pdfs.n_functions() * nodes.size() * width, 0.0);
  EXPECT_TRUE(pdfs.tabulate(pdfs.parameters().all_values(theta), nodes,
                            PdfRows{table.data(), width, width}));
  return table;
}

class FeedForwardGradient : public testing::TestWithParam<Activation> {};

TEST_P(FeedForwardGradient, AgreesWithDifferences) {
  const FeedForward network({2, 5, 4, 3}, GetParam());
  std::vector<double> weights = initial_weights(network, 7, 0, 0);
  ASSERT_EQ(weights.size(), 5U * 3 + 4 * 6 + 3 * 5);
  for (std::size_t w = 0; w < weights.size(); ++w) weights[w] += 0.1 * std::cos(3.0 * w);
  const std::vector<double> inputs{0.3, -1.2};
  FeedForward::Nodes nodes;
  std::vector<double> gradient(weights.size());
  for (std::size_t k = 0; k < 3; ++k) {
    network.run(weights, inputs, nodes);
    network.back_propagate(weights, k, nodes, gradient);
    for (std::size_t w = 0; w < weights.size(); ++w) {
      const auto at = [&](double offset) {
        std::vector<double> moved = weights;
        moved[w] += offset;
        network.run(moved, inputs, nodes);
        return network.output(nodes, k);
      };
      const double expected =
          (8.0 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12.0 * step);
      EXPECT_NEAR(gradient[w], expected, 1e-9) << "output " << k << ", weight " << w;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, FeedForwardGradient,
                         testing::Values(Activation::tanh, Activation::sigmoid,
                                         Activation::softplus));

class NetworkPdfs : public testing::TestWithParam<NetworkSharing> {};

TEST_P(NetworkPdfs, DerivativesAgreeWithDifferences) {
  const PdfModel pdfs = network_model(GetParam());
  const XNodes nodes(std::vector<double>{1e-4, 1e-2, 0.3, 0.8, 1.0});
  const std::vector<double> theta = pdfs.parameters().start_values();
  const std::size_t width = 1 + theta.size();
  const std::vector<double> table = tabulated(pdfs, theta, nodes, width);
  for (std::size_t p = 0; p < theta.size(); ++p) {
    const auto at = [&](double offset) {
      std::vector<double> moved = theta;
      moved[p] += offset;
      return tabulated(pdfs, moved, nodes, 1);
    };
    const auto far_up = at(2 * step), up = at(step), down = at(-step), far_down = at(-2 * step);
    for (std::size_t i = 0; i < up.size(); ++i) {
      const double expected = (8.0 * (up[i] - down[i]) - (far_up[i] - far_down[i])) / (12.0 * step);
      EXPECT_NEAR(table[i * width + 1 + p], expected,
                  difference_tolerance * std::max(1.0, std::abs(expected)))
          << pdfs.parameters().free(p).name << ", row " << i;
    }
  }
  EXPECT_EQ(table[4 * width], 0.0);  // at x = 1
}

TEST_P(NetworkPdfs, SumRulesHold) {
  const PdfModel pdfs = network_model(GetParam());
  const std::vector<double> all = pdfs.parameters().all_values(pdfs.parameters().start_values());
  const std::vector<double> momenta = *pdfs.moments(all, 1);
  double momentum = 0.0;
  for (std::size_t a = 0; a < momenta.size(); ++a)
    momentum += pdfs.basis().momentum_weights()[a] * momenta[a];
  EXPECT_NEAR(momentum, 1.0, rounding);
  // ∫ dx u_v = ∫ dt (x u_v)(e^{−t}) by the trapezoidal rule, which converges fast on smooth tails.
  constexpr double h = 0.002;
  std::vector<double> x;
  for (double t = 0.5 * h; t < 60.0; t += h) x.push_back(std::exp(-t));
  const std::vector<double> values = *pdfs.values(all, x);
  double up = 0.0, down = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    up += h * values[x.size() + i];
    down += h * values[2 * x.size() + i];
  }
  EXPECT_NEAR(up, 2.0, 1e-6);
  EXPECT_NEAR(down, 1.0, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Sharing, NetworkPdfs,
                         testing::Values(NetworkSharing::one, NetworkSharing::each));

/// A network that is 1 everywhere leaves Beta functions.
TEST(NetworkForm, MomentsOfAConstantNetworkAreBetaFunctions) {
  auto network =
      std::make_shared<BoundNetwork>(BoundNetwork{FeedForward({2, 2, 1}, Activation::tanh),
                                                  {NetworkInput::x, NetworkInput::log_x},
                                                  std::vector<BoundCoefficient>(9)});
  network->weights.back().number = 1.0;
  for (const auto& [b, c] : {std::pair(0.05, 0.4), std::pair(0.7, 4.3), std::pair(2.0, 9.0)}) {
    const NetworkForm form(network, 0, {b}, {c});
    for (const int n : {0, 1}) {
      double shape = 0.0, rest = 0.0;
      ASSERT_TRUE(form.add_moments(n, {}, {&shape, 1}, {&rest, 1}));
      const double expected = std::beta(b + n, c + 1.0);
      EXPECT_NEAR(shape, expected, 1e-8 * expected) << "B = " << b << ", C = " << c;
    }
  }
  EXPECT_THAT(NetworkForm(network, 0, {-0.1}, {3.0}).divergence(0, {}), HasSubstr("B > 0"));
}

TEST(NetworkWeights, DependOnSeedAndDrawAlone) {
  const FeedForward network({2, 20, 14, 5}, Activation::tanh);
  const std::vector<double> weights = initial_weights(network, 1, 0, 0);
  EXPECT_EQ(weights.size(), 429U);
  EXPECT_EQ(weights, initial_weights(network, 1, 0, 0));
  EXPECT_NE(weights, initial_weights(network, 2, 0, 0));
  EXPECT_NE(weights, initial_weights(network, 1, 1, 0));
  EXPECT_NE(weights, initial_weights(network, 1, 0, 1));
  const double limit = std::sqrt(6.0 / 22.0);
  for (std::size_t w = 0; w < 40; ++w) EXPECT_LE(std::abs(weights[w]), limit);
  EXPECT_EQ(weights[40], 0.0);     // a bias of the first layer
  EXPECT_EQ(weights.back(), 1.0);  // of an output
  const NetworkPlan plan{"nn", network, {}};
  const std::vector<std::string> names = plan.weight_names();
  EXPECT_EQ(names.front(), "nn.1.w[1,1]");
  EXPECT_EQ(names.back(), "nn.3.b[5]");
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(NetworkWeights, OfAReplicaLeaveOtherParametersAlone) {
  const PdfModelOptions options = network_options();
  const ParameterSet parameters = network_set(options);
  EXPECT_EQ(network_start(options, parameters, 0), parameters.start_values());
  const std::vector<double> other = network_start(options, parameters, 3);
  EXPECT_EQ(other[0], parameters.free(0).start);
  EXPECT_NE(other[10], parameters.free(10).start);
}

std::string problems_of(const PdfModelOptions& options) {
  Problems problems;
  check_networks(options, "card.yaml", problems);
  return problems.text();
}

TEST(NetworkProblems, NameTheLayerAndWhatFits) {
  PdfModelOptions options = network_options();
  EXPECT_EQ(problems_of(options), "");
  options.network->layers = {2, 0, 5};
  EXPECT_THAT(problems_of(options), HasSubstr("layer 2 has width 0"));
  options.network->layers = {3, 4, 5};
  EXPECT_THAT(problems_of(options), HasSubstr("3 nodes, but there are 2 inputs"));
  options.network->layers = {2, 4, 6};
  EXPECT_THAT(problems_of(options), HasSubstr("end with 5"));
  options.network->layers = {2};
  EXPECT_THAT(problems_of(options), HasSubstr("at least inputs and outputs"));
  options.network.reset();
  EXPECT_THAT(problems_of(options), HasSubstr("need a network"));
  PdfModelOptions unused = herapdf_options();
  unused.network = network_options().network;
  EXPECT_THAT(problems_of(unused), HasSubstr("no PDF is of the form network"));
}

}  // namespace
}  // namespace fitpack
