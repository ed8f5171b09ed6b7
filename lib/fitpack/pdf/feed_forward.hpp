#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fitpack {

/// What a hidden node does with its weighted sum a.
enum class Activation {
  tanh,      ///< tanh a
  sigmoid,   ///< 1/(1 + e^(−a))
  softplus,  ///< ln(1 + e^a)
};

/// A fully connected network of layers: ξ⁰ the inputs, ξˡ = g(Wˡ ξˡ⁻¹ + bˡ), the last layer linear.
/// Weights stand layer after layer, Wˡ row by row (a row is a node), then bˡ. Immutable and local.
class FeedForward {
 public:
  /// Nodes per layer, inputs first and outputs last, at least two layers, none empty.
  FeedForward(std::vector<std::size_t> layers, Activation activation);

  [[nodiscard]] const std::vector<std::size_t>& layers() const { return layers_; }
  [[nodiscard]] std::size_t n_inputs() const { return layers_.front(); }
  [[nodiscard]] std::size_t n_outputs() const { return layers_.back(); }
  [[nodiscard]] std::size_t n_weights() const { return n_weights_; }

  /// A weight by what it joins; numbers from 1 on.
  struct Place {
    std::size_t layer = 1;  ///< 1: the first after the inputs
    std::size_t node = 1;   ///< of that layer
    std::size_t from = 0;   ///< node of the layer before; 0: the bias
  };
  /// One place per weight, in their order.
  [[nodiscard]] std::vector<Place> places() const;

  /// The nodes of one evaluation; reused from call to call.
  struct Nodes {
    std::vector<double> value;  ///< ξ of all layers
    std::vector<double> slope;  ///< g' of all layers; 1 in the last
    std::vector<double> error;  ///< ∂(output)/∂a of all layers
  };

  /// Runs the network forward; the outputs are the end of nodes.value.
  void run(std::span<const double> weights, std::span<const double> inputs, Nodes& nodes) const;
  [[nodiscard]] double output(const Nodes& nodes, std::size_t k) const {
    return nodes.value[n_nodes_ - n_outputs() + k];
  }
  /// After `run`: ∂(output k)/∂weights by back-propagation (Rumelhart, Hinton, Williams, Nature 323
  /// (1986) 533); gradient: n_weights.
  void back_propagate(std::span<const double> weights, std::size_t k, Nodes& nodes,
                      std::span<double> gradient) const;

 private:
  std::vector<std::size_t> layers_;
  std::vector<std::size_t> first_node_;    ///< of every layer
  std::vector<std::size_t> first_weight_;  ///< of every layer after the inputs; [0] unused
  Activation activation_;
  std::size_t n_nodes_ = 0;
  std::size_t n_weights_ = 0;
};

}  // namespace fitpack
