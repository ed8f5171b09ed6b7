#include "fitpack/pdf/feed_forward.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

double sigmoid(double a) { return 1.0 / (1.0 + std::exp(-a)); }

/// g(a) and g'(a).
struct Activated {
  double value, slope;
};

Activated activate(Activation activation, double a) {
  switch (activation) {
    case Activation::sigmoid: {
      const double s = sigmoid(a);
      return {s, s * (1.0 - s)};
    }
    case Activation::softplus:
      // ln(1 + e^a) without overflow.
      return {std::max(a, 0.0) + std::log1p(std::exp(-std::abs(a))), sigmoid(a)};
    case Activation::tanh:
      break;
  }
  const double t = std::tanh(a);
  return {t, 1.0 - t * t};
}

}  // namespace

FeedForward::FeedForward(std::vector<std::size_t> layers, Activation activation)
    : layers_(std::move(layers)), activation_(activation) {
  FITPACK_EXPECTS(layers_.size() >= 2);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    FITPACK_EXPECTS(layers_[l] > 0);
    first_node_.push_back(n_nodes_);
    first_weight_.push_back(n_weights_);
    n_nodes_ += layers_[l];
    if (l > 0) n_weights_ += layers_[l] * (layers_[l - 1] + 1);
  }
}

std::vector<FeedForward::Place> FeedForward::places() const {
  std::vector<Place> result;
  for (std::size_t l = 1; l < layers_.size(); ++l) {
    for (std::size_t node = 1; node <= layers_[l]; ++node)
      for (std::size_t from = 1; from <= layers_[l - 1]; ++from) result.push_back({l, node, from});
    for (std::size_t node = 1; node <= layers_[l]; ++node) result.push_back({l, node, 0});
  }
  return result;
}

void FeedForward::run(std::span<const double> weights, std::span<const double> inputs,
                      Nodes& nodes) const {
  nodes.value.resize(n_nodes_);
  nodes.slope.resize(n_nodes_);
  std::copy_n(inputs.begin(), n_inputs(), nodes.value.begin());
  for (std::size_t l = 1; l < layers_.size(); ++l) {
    const std::size_t n_from = layers_[l - 1];
    const double* from = nodes.value.data() + first_node_[l - 1];
    const double* w = weights.data() + first_weight_[l];
    const double* bias = w + layers_[l] * n_from;
    const bool last = l + 1 == layers_.size();
    for (std::size_t i = 0; i < layers_[l]; ++i) {
      double a = bias[i];
      for (std::size_t j = 0; j < n_from; ++j) a += w[i * n_from + j] * from[j];
      const Activated node = last ? Activated{a, 1.0} : activate(activation_, a);
      nodes.value[first_node_[l] + i] = node.value;
      nodes.slope[first_node_[l] + i] = node.slope;
    }
  }
}

void FeedForward::back_propagate(std::span<const double> weights, std::size_t k, Nodes& nodes,
                                 std::span<double> gradient) const {
  FITPACK_EXPECTS(gradient.size() == n_weights_ && k < n_outputs());
  nodes.error.assign(n_nodes_, 0.0);
  nodes.error[n_nodes_ - n_outputs() + k] = 1.0;
  for (std::size_t l = layers_.size() - 1; l > 0; --l) {
    const std::size_t n_from = layers_[l - 1];
    const double* from = nodes.value.data() + first_node_[l - 1];
    const double* w = weights.data() + first_weight_[l];
    double* slope = gradient.data() + first_weight_[l];
    double* before = nodes.error.data() + first_node_[l - 1];
    for (std::size_t i = 0; i < layers_[l]; ++i) {
      const double error = nodes.error[first_node_[l] + i];
      for (std::size_t j = 0; j < n_from; ++j) slope[i * n_from + j] = error * from[j];
      slope[layers_[l] * n_from + i] = error;
      if (l == 1 || error == 0.0) continue;
      for (std::size_t j = 0; j < n_from; ++j) before[j] += error * w[i * n_from + j];
    }
    if (l == 1) break;
    for (std::size_t j = 0; j < n_from; ++j) before[j] *= nodes.slope[first_node_[l - 1] + j];
  }
}

}  // namespace fitpack
