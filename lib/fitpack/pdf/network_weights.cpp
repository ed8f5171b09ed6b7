#include "fitpack/pdf/network_weights.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/philox.hpp"

namespace fitpack {

namespace {

/// Marks draws of weights among all uses of the random numbers.
constexpr std::uint32_t stream_of_weights = 0x4E4E5754U;

std::vector<std::string> network_pdfs(const PdfModelOptions& options) {
  std::vector<std::string> names;
  for (const PdfOptions& pdf : options.pdfs)
    if (std::holds_alternative<NetworkFormOptions>(pdf.form)) names.push_back(pdf.name);
  return names;
}

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// Largest initial weight of every layer after the inputs.
double glorot_limit(const FeedForward& network, std::size_t layer) {
  const auto& layers = network.layers();
  return std::sqrt(6.0 / static_cast<double>(layers[layer - 1] + layers[layer]));
}

void check_ends(const NetworkOptions& network, const std::vector<std::string>& pdfs,
                Problems& problems) {
  const auto n_inputs = std::ssize(network.inputs);
  if (network.layers.front() != n_inputs)
    problems.add(network.place + ".layers",
                 "the first layer has " + std::to_string(network.layers.front()) +
                     " nodes, but there are " + std::to_string(n_inputs) + " inputs",
                 "begin with " + std::to_string(n_inputs));
  const bool one = network.sharing == NetworkSharing::one;
  const auto n_outputs = one ? std::ssize(pdfs) : 1;
  if (network.layers.back() != n_outputs)
    problems.add(network.place + ".layers",
                 "the last layer has " + std::to_string(network.layers.back()) + " nodes, but " +
                     (one ? "there are " + std::to_string(n_outputs) + " PDFs of form network (" +
                                list(pdfs) + ")"
                          : "a network of each PDF has one output"),
                 "end with " + std::to_string(n_outputs));
}

}  // namespace

std::vector<std::string> NetworkPlan::weight_names() const {
  std::vector<std::string> names;
  for (const FeedForward::Place& at : network.places()) {
    const std::string node = std::to_string(at.node);
    names.push_back(
        prefix + "." + std::to_string(at.layer) +
        (at.from == 0 ? ".b[" + node + "]" : ".w[" + node + "," + std::to_string(at.from) + "]"));
  }
  return names;
}

void check_networks(const PdfModelOptions& options, const std::string& place, Problems& problems) {
  const std::vector<std::string> pdfs = network_pdfs(options);
  if (!options.network) {
    if (!pdfs.empty())
      problems.add(place + ": pdfs", "PDFs of form network need a network: " + list(pdfs),
                   "add network: {layers: [2, 20, 14, " + std::to_string(pdfs.size()) + "]}");
    return;
  }
  const NetworkOptions& network = *options.network;
  if (pdfs.empty()) {
    problems.add(network.place, "no PDF is of the form network",
                 "remove pdfs.network, or give PDFs form: network");
    return;
  }
  const auto empty = std::ranges::find_if(network.layers, [](int width) { return width < 1; });
  if (network.layers.size() < 2) {
    problems.add(network.place + ".layers", "a network has at least inputs and outputs",
                 "write layers: [2, 20, 14, " + std::to_string(pdfs.size()) + "]");
  } else if (empty != network.layers.end()) {
    problems.add(network.place + ".layers",
                 "layer " + std::to_string(empty - network.layers.begin() + 1) + " has width " +
                     std::to_string(*empty) + ": nothing can pass it",
                 "give it at least one node, or remove it");
  } else {
    check_ends(network, pdfs, problems);
  }
}

std::vector<NetworkPlan> network_plans(const PdfModelOptions& options) {
  const std::vector<std::string> pdfs = network_pdfs(options);
  if (!options.network || pdfs.empty()) return {};
  const NetworkOptions& network = *options.network;
  const FeedForward architecture({network.layers.begin(), network.layers.end()},
                                 network.activation);
  if (network.sharing == NetworkSharing::one) return {{"nn", architecture, pdfs}};
  std::vector<NetworkPlan> plans;
  for (const std::string& pdf : pdfs) plans.push_back({"nn_" + pdf, architecture, {pdf}});
  return plans;
}

std::vector<double> initial_weights(const FeedForward& network, std::uint64_t seed,
                                    std::size_t number, std::size_t draw) {
  const Philox random(seed);
  std::vector<double> weights;
  for (const FeedForward::Place& at : network.places()) {
    if (at.from == 0) {
      weights.push_back(at.layer + 1 == network.layers().size() ? 1.0 : 0.0);
      continue;
    }
    const double u = random.uniform({static_cast<std::uint32_t>(weights.size()),
                                     static_cast<std::uint32_t>(number),
                                     static_cast<std::uint32_t>(draw), stream_of_weights});
    weights.push_back((2.0 * u - 1.0) * glorot_limit(network, at.layer));
  }
  return weights;
}

std::vector<Parameter> network_parameters(const PdfModelOptions& options) {
  std::vector<Parameter> parameters;
  const std::vector<NetworkPlan> plans = network_plans(options);
  for (std::size_t number = 0; number < plans.size(); ++number) {
    const FeedForward& network = plans[number].network;
    const std::vector<std::string> names = plans[number].weight_names();
    const std::vector<double> starts = initial_weights(network, options.network->seed, number, 0);
    const std::vector<FeedForward::Place> places = network.places();
    for (std::size_t w = 0; w < names.size(); ++w) {
      Parameter weight;
      weight.name = names[w];
      weight.start = starts[w];
      weight.step = glorot_limit(network, places[w].layer);
      weight.origin = ParameterOrigin::network;
      if (options.network->weight_sigma > 0.0)
        weight.prior = GaussianPrior{0.0, options.network->weight_sigma};
      parameters.push_back(std::move(weight));
    }
  }
  return parameters;
}

std::vector<double> network_start(const PdfModelOptions& options, const ParameterSet& parameters,
                                  std::size_t draw) {
  std::vector<double> theta = parameters.start_values();
  const std::vector<NetworkPlan> plans = network_plans(options);
  for (std::size_t number = 0; number < plans.size(); ++number) {
    const std::vector<std::string> names = plans[number].weight_names();
    const std::vector<double> weights =
        initial_weights(plans[number].network, options.network->seed, number, draw);
    for (std::size_t w = 0; w < names.size(); ++w)
      if (const auto index = parameters.find(names[w]))
        if (const auto p = parameters.free_index(*index)) theta[*p] = weights[w];
  }
  return theta;
}

}  // namespace fitpack
