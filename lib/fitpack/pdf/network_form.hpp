#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fitpack/pdf/feed_forward.hpp"
#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/pdf_options.hpp"

namespace fitpack {

/// A network and where its weights are; several PDFs may share one.
struct BoundNetwork {
  FeedForward network;
  std::vector<NetworkInput> inputs;
  std::vector<BoundCoefficient> weights;
};

/// Where the network of a PDF is, by its name.
struct NetworkOutput {
  std::shared_ptr<const BoundNetwork> network;
  std::size_t output = 0;
};
using NetworkOutputs = std::map<std::string, NetworkOutput>;

/// Looks up the weights of all networks; problems go to the binder. None where `check_networks`
/// finds a problem.
[[nodiscard]] NetworkOutputs bind_networks(const PdfModelOptions& options, const std::string& place,
                                           ParameterBinder& binder, Problems& problems);

/// x f(x) = A x^B (1-x)^C N_k(x), N_k an output of a feed-forward network of x and ln x, as in
/// Eq. (3.4) of arXiv:1410.8849 and Eq. (3.4) of arXiv:2109.02653. B and C are numbers or
/// parameters. Moments are sums over a MomentRule, with exact derivatives of the sum.
class NetworkForm final : public FunctionalForm {
 public:
  NetworkForm(std::shared_ptr<const BoundNetwork> network, std::size_t output, BoundCoefficient b,
              BoundCoefficient c);

  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override;
  [[nodiscard]] bool add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow rest) const override;
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const override;

 private:
  class Evaluation;

  std::shared_ptr<const BoundNetwork> network_;
  std::size_t output_;
  BoundCoefficient b_, c_;
};

}  // namespace fitpack
