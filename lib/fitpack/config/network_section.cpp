#include "fitpack/config/network_section.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/config/yaml_text.hpp"
#include "fitpack/core/error.hpp"

namespace fitpack {

namespace {

const std::vector<std::string> activation_words{"tanh", "sigmoid", "softplus"};
const std::vector<std::string> input_words{"x", "log_x"};
const std::vector<std::string> sharing_words{"one", "each"};
constexpr int widest_layer = 10000;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::vector<int> read_layers(const YamlReader& map) {
  std::vector<int> layers;
  for (const double width : map.numbers("layers")) {
    if (width != std::floor(width) || std::abs(width) > widest_layer) {
      map.problem("layers", yaml_number(width) + " is no number of nodes", "write whole numbers");
      return {};
    }
    layers.push_back(static_cast<int>(width));
  }
  return layers;
}

std::vector<NetworkInput> read_inputs(const YamlReader& map, std::vector<NetworkInput> inputs) {
  const auto words = map.optional_texts("inputs");
  if (!words) return inputs;
  inputs.clear();
  for (const std::string& word : *words) {
    const auto found = std::ranges::find(input_words, word);
    if (found == input_words.end()) {
      map.problem("inputs", "there is no input " + word, "known are " + joined(input_words));
    } else {
      inputs.push_back(static_cast<NetworkInput>(found - input_words.begin()));
    }
  }
  return inputs;
}

}  // namespace

NetworkOptions read_network_section(const YamlReader& map, const std::string& place) {
  NetworkOptions network;
  network.place = place;
  network.layers = read_layers(map);
  if (const auto index = map.choice_index("activation", activation_words))
    network.activation = static_cast<Activation>(*index);
  network.inputs = read_inputs(map, network.inputs);
  if (const auto index = map.choice_index("sharing", sharing_words))
    network.sharing = static_cast<NetworkSharing>(*index);
  const std::int64_t seed = map.integer("seed", static_cast<std::int64_t>(network.seed));
  if (seed < 0) map.problem("seed", "a seed is not negative");
  network.seed = static_cast<std::uint64_t>(seed);
  network.weight_sigma = map.number("weight_sigma", network.weight_sigma);
  if (!(network.weight_sigma >= 0.0) || !std::isfinite(network.weight_sigma))
    map.problem("weight_sigma", "the width of a prior is a number above 0", "0: no prior");
  return network;
}

std::string network_section_text(const NetworkOptions& network) {
  std::vector<std::string> layers, inputs;
  for (const int width : network.layers) layers.push_back(std::to_string(width));
  for (const NetworkInput input : network.inputs)
    inputs.push_back(input_words[static_cast<std::size_t>(input)]);
  return "{layers: " + yaml_list(layers) +
         ", activation: " + activation_words[static_cast<std::size_t>(network.activation)] +
         ", inputs: " + yaml_list(inputs) +
         ", sharing: " + sharing_words[static_cast<std::size_t>(network.sharing)] +
         ", seed: " + std::to_string(network.seed) +
         ", weight_sigma: " + yaml_number(network.weight_sigma) + "}";
}

void document_network_section(std::vector<KeyDoc>& docs) {
  docs.push_back({"pdfs.network.layers", "list of integers ≥ 1", "required",
                  "nodes per layer: as many as inputs first, as many as PDFs of form network last "
                  "(1 with sharing: each)"});
  docs.push_back({"pdfs.network.activation", "tanh, sigmoid or softplus", "tanh",
                  "of the hidden nodes; outputs are linear"});
  docs.push_back({"pdfs.network.inputs", "list of x, log_x", "[x, log_x]", "what goes in"});
  docs.push_back({"pdfs.network.sharing", "one or each", "one",
                  "one network with an output per PDF, or a network for each of them"});
  docs.push_back({"pdfs.network.seed", "integer ≥ 0", "1", "of the initial weights"});
  docs.push_back({"pdfs.network.weight_sigma", "number ≥ 0", "0",
                  "width of a Gaussian prior around 0 of every weight: adds (w/sigma)² to χ²; 0: "
                  "none"});
}

}  // namespace fitpack
