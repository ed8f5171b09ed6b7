#include "fitpack/pdf/network_form.hpp"

#include <cmath>
#include <sstream>

#include "fitpack/pdf/moment_rule.hpp"
#include "fitpack/pdf/network_weights.hpp"

namespace fitpack {

NetworkOutputs bind_networks(const PdfModelOptions& options, const std::string& place,
                             ParameterBinder& binder, Problems& problems) {
  const std::size_t before = problems.size();
  check_networks(options, place, problems);
  NetworkOutputs outputs;
  if (problems.size() != before || !options.network) return outputs;
  for (const NetworkPlan& plan : network_plans(options)) {
    auto network =
        std::make_shared<BoundNetwork>(BoundNetwork{plan.network, options.network->inputs, {}});
    for (const std::string& name : plan.weight_names())
      network->weights.push_back(binder.bind({0.0, name}, options.network->place, "weight"));
    for (std::size_t k = 0; k < plan.pdfs.size(); ++k) outputs[plan.pdfs[k]] = {network, k};
  }
  return outputs;
}

/// The shape at one set of parameters, point after point.
class NetworkForm::Evaluation {
 public:
  Evaluation(const NetworkForm& form, std::span<const double> all)
      : form_(form),
        net_(*form.network_),
        b_(form.b_.value(all)),
        c_(form.c_.value(all)),
        inputs_(net_.inputs.size()),
        gradient_(net_.network.n_weights()) {
    weights_.reserve(net_.weights.size());
    for (const BoundCoefficient& weight : net_.weights) weights_.push_back(weight.value(all));
  }

  /// S = x^B (1−x)^C N.
  double shape(const XNodes& nodes, std::size_t i) {
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      inputs_[k] = net_.inputs[k] == NetworkInput::x ? nodes.x(i) : nodes.log_x(i);
    net_.network.run(weights_, inputs_, state_);
    prefactor_ = std::exp(b_ * nodes.log_x(i) + c_ * nodes.log_one_minus_x(i));
    return prefactor_ * net_.network.output(state_, form_.output_);
  }

  /// row += factor · ∂S/∂θ at the point of the last `shape`; the value is left alone.
  void add_gradient(DualRow row, double factor, const XNodes& nodes, std::size_t i) {
    if (row.size() == 1) return;
    net_.network.back_propagate(weights_, form_.output_, state_, gradient_);
    const double scale = factor * prefactor_;
    for (std::size_t w = 0; w < gradient_.size(); ++w)
      add_derivative(row, net_.weights[w].column, scale * gradient_[w]);
    const double value = scale * net_.network.output(state_, form_.output_);
    add_derivative(row, form_.b_.column, value * nodes.log_x(i));
    add_derivative(row, form_.c_.column, value * nodes.log_one_minus_x(i));
  }

  [[nodiscard]] double b() const { return b_; }

 private:
  const NetworkForm& form_;
  const BoundNetwork& net_;
  double b_, c_;
  double prefactor_ = 0.0;
  std::vector<double> weights_, inputs_, gradient_;
  FeedForward::Nodes state_;
};

NetworkForm::NetworkForm(std::shared_ptr<const BoundNetwork> network, std::size_t output,
                         BoundCoefficient b, BoundCoefficient c)
    : network_(std::move(network)), output_(output), b_(b), c_(c) {}

void NetworkForm::add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                      PdfRows rows) const {
  Evaluation evaluation(*this, input.all);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes.at_one(i)) continue;
    const DualRow row = rows.row(i);
    add_scaled(row, amplitude, evaluation.shape(nodes, i));
    evaluation.add_gradient(row, amplitude[0], nodes, i);
  }
}

bool NetworkForm::add_moments(int n, const FormInput& input, DualRow shape,
                              DualRow /*rest*/) const {
  if (!divergence(n, input.all).empty()) return false;
  const MomentRule& rule = moment_rule();
  const XNodes& nodes = rule.nodes();
  Evaluation evaluation(*this, input.all);
  const auto add_point = [&](std::size_t i, double weight) {
    shape[0] += weight * evaluation.shape(nodes, i);
    evaluation.add_gradient(shape, weight, nodes, i);
  };
  for (std::size_t i = 0; i < rule.tail(); ++i)
    add_point(i, rule.weight(i) * (n == 0 ? 1.0 : std::pow(nodes.x(i), n)));
  // ∫₀^{x₁} dx x^{p−1} N = x₁^p N/p; 1/p varies with B.
  const std::size_t tail = rule.tail();
  const double p = evaluation.b() + n;
  const double power = std::exp(n * nodes.log_x(tail));
  add_point(tail, power / p);
  add_derivative(shape, b_.column, -power * evaluation.shape(nodes, tail) / (p * p));
  return true;
}

std::string NetworkForm::divergence(int n, std::span<const double> all) const {
  const double b = b_.value(all);
  const double c = c_.value(all);
  std::ostringstream why;
  if (!(b + n > 0.0)) why << "it needs B > " << -n << ", but B = " << b;
  if (!(c + 1.0 > 0.0)) why << (why.tellp() > 0 ? " and " : "it needs ") << "C > -1, but C = " << c;
  return why.str();
}

}  // namespace fitpack
