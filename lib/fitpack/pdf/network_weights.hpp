#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/pdf_options.hpp"

namespace fitpack {

/// A network of a set of PDFs: its parameters are `prefix`.layer.w[node,from] and .b[node].
struct NetworkPlan {
  std::string prefix;  ///< "nn", or "nn_xg" for a network of xg alone
  FeedForward network;
  std::vector<std::string> pdfs;  ///< one per output

  [[nodiscard]] std::vector<std::string> weight_names() const;
};

/// Problems: layers of no width, too few of them, inputs and outputs that do not match, PDFs of
/// form network without a section `network` and the reverse. `place` names the card.
void check_networks(const PdfModelOptions& options, const std::string& place, Problems& problems);

/// The networks of options that have passed `check_networks`; none where no PDF has the form.
[[nodiscard]] std::vector<NetworkPlan> network_plans(const PdfModelOptions& options);

/// The weights of all networks as parameters, at their initial values.
[[nodiscard]] std::vector<Parameter> network_parameters(const PdfModelOptions& options);

/// Initial weight number `w` of network number `network`: uniform within ±√(6/(n_in + n_out)) of
/// its layer (Glorot, Bengio, AISTATS 2010, 249), biases 0, those of the outputs 1, so that PDFs
/// begin near A x^B (1-x)^C. A function of seed, numbers and `draw` (0: the fit, k: replica k)
/// alone.
[[nodiscard]] std::vector<double> initial_weights(const FeedForward& network, std::uint64_t seed,
                                                  std::size_t number, std::size_t draw);

/// θ with the weights drawn anew for `draw`, the other parameters at their start values.
[[nodiscard]] std::vector<double> network_start(const PdfModelOptions& options,
                                                const ParameterSet& parameters, std::size_t draw);

}  // namespace fitpack
