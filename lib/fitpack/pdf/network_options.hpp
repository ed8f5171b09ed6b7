#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "fitpack/pdf/feed_forward.hpp"

namespace fitpack {

/// What a network is given of x.
enum class NetworkInput { x, log_x };

/// Whether the PDFs of form `network` are the outputs of one network or have one each.
enum class NetworkSharing { one, each };

/// The feed-forward networks of a set of PDFs.
struct NetworkOptions {
  std::vector<int> layers{2, 20, 14, 5};  ///< nodes per layer: inputs first, outputs last
  Activation activation = Activation::tanh;
  std::vector<NetworkInput> inputs{NetworkInput::x, NetworkInput::log_x};
  NetworkSharing sharing = NetworkSharing::one;
  std::uint64_t seed = 1;     ///< of the initial weights
  double weight_sigma = 0.0;  ///< width of a Gaussian prior around 0 of every weight; 0: none
  std::string place;          ///< where it stands, for messages: "card.yaml:23: pdfs.network"
};

}  // namespace fitpack
