#include "fitpack/analysis/event_density.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/density_builder.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/core/philox.hpp"
#include "fitpack/cuda/backend_choice.hpp"
#include "fitpack/cuda/cuda_sampling.hpp"
#include "fitpack/events/event_sampler.hpp"
#include "fitpack/events/event_sidecar.hpp"
#include "fitpack/events/event_transport.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// Marks draws of smooth events among all uses of the random numbers.
constexpr std::uint32_t stream_of_smooth_events = 0x534D4F4FU;

void require_length(std::size_t found, std::size_t expected, const char* what) {
  if (found != expected)
    throw InputError(std::string(what) + " has " + std::to_string(found) + " elements where " +
                     std::to_string(expected) + " are expected");
}

}  // namespace

EventDefinition density_definition(const RunCard& card) {
  if (card.events.density) return *card.events.density;
  if (card.events.samples.empty())
    throw InputError(
        "the card describes no events; give events.density (process, beam, phase_space) or "
        "events.samples");
  Problems problems;
  EventSidecar sidecar = read_event_sidecar(card.events.samples.front(), problems);
  problems.throw_if_any(ExitCode::data);
  return sidecar.definition;
}

EventDensity::EventDensity(const Communicator& comm, const RunCard& card, const Logger& logger) {
  EventDefinition definition;
  agree(comm, [&] { definition = density_definition(card); });
  *this = EventDensity(comm, card, definition, logger);
}

EventDensity::EventDensity(const Communicator& comm, const RunCard& card,
                           const EventDefinition& definition, const Logger& logger) {
  agree(comm, [&] {
    device_ = choose_device(card.kernels.backend, comm.rank_on_node(), logger);
    pdfs_ = std::make_shared<SampledPdfs>(pdf_model(card), XGrid(card.theory.x_min).nodes());
  });
  kernel_ = build_density(comm, card, definition, logger).kernel;
}

std::vector<std::string> EventDensity::parameter_names() const {
  const ParameterSet& parameters = pdfs_->model().parameters();
  std::vector<std::string> names;
  for (std::size_t p = 0; p < parameters.n_free(); ++p) names.push_back(parameters.free(p).name);
  return names;
}

std::vector<double> EventDensity::start_values() const {
  return pdfs_->model().parameters().start_values();
}

bool EventDensity::has_pdfs(std::span<const double> theta) const {
  require_length(theta.size(), n_parameters(), "theta");
  std::vector<double> f(pdfs_->n_values());
  return std::ranges::all_of(theta, [](double value) { return std::isfinite(value); }) &&
         pdfs_->values(theta, f);
}

std::vector<double> EventDensity::pdfs_at(std::span<const double> theta) const {
  require_length(theta.size(), n_parameters(), "theta");
  std::vector<double> f(pdfs_->n_values());
  if (!pdfs_->values(theta, f))
    throw InputError("these parameters have no PDFs (a sum rule diverges, for example)");
  return f;
}

std::vector<double> EventDensity::to_parameters(std::span<const double> theta,
                                                std::span<const double> weights) const {
  const std::size_t stride = padded(n_parameters() + 1);
  AlignedVector table(pdfs_->n_values() * stride);
  if (!pdfs_->values_and_derivatives(theta, table, stride))
    throw InputError("these parameters have no PDFs (a sum rule diverges, for example)");
  std::vector<double> result(n_parameters(), 0.0);
  for (std::size_t a = 0; a < weights.size(); ++a)
    for (std::size_t p = 0; p < result.size(); ++p)
      result[p] += weights[a] * table[a * stride + 1 + p];
  return result;
}

void EventDensity::logpdf(std::span<const double> theta, std::span<const double> x,
                          std::span<const double> q2, std::span<double> out) const {
  require_length(q2.size(), x.size(), "q2");
  require_length(out.size(), x.size(), "the result");
  const std::vector<double> f = pdfs_at(theta);
  const double integral = kernel_->integral(f);
  const AlignedVector c = kernel_->coefficients(kernel_->node_values(f));
  const dis::KinematicGrid& grid = kernel_->grid();
  for (std::size_t e = 0; e < x.size(); ++e) {
    if (!phase_space().contains(x[e], q2[e])) {
      const bool is_number = !std::isnan(x[e]) && !std::isnan(q2[e]);
      out[e] = is_number ? -std::numeric_limits<double>::infinity()
                         : std::numeric_limits<double>::quiet_NaN();
      continue;
    }
    const dis::CellPoint at = grid.locate(x[e], q2[e]);
    const double g = evaluate(c.data() + at.cell * n_coefficients, at.u, at.v);
    out[e] = std::log(kernel_->prefactor()(x[e], q2[e]) * definition().efficiency(x[e], q2[e]) * g /
                      integral);
  }
}

std::vector<double> EventDensity::logpdf_vjp(std::span<const double> theta,
                                             std::span<const double> x, std::span<const double> q2,
                                             std::span<const double> weights) const {
  require_length(q2.size(), x.size(), "q2");
  require_length(weights.size(), x.size(), "weights");
  const std::vector<double> f = pdfs_at(theta);
  const AlignedVector c = kernel_->coefficients(kernel_->node_values(f));
  const dis::KinematicGrid& grid = kernel_->grid();
  std::vector<double> moments(grid.n_cells() * n_coefficients, 0.0);
  double sum = 0.0;
  for (std::size_t e = 0; e < x.size(); ++e) {
    if (!phase_space().contains(x[e], q2[e])) continue;
    const dis::CellPoint at = grid.locate(x[e], q2[e]);
    const std::size_t first = at.cell * n_coefficients;
    double u_power = weights[e] / evaluate(c.data() + first, at.u, at.v);
    for (std::size_t i = 0; i < n_u; ++i, u_power *= at.u) {
      double term = u_power;
      for (std::size_t j = 0; j < n_v; ++j, term *= at.v) moments[first + i * n_v + j] += term;
    }
    sum += weights[e];
  }
  std::vector<double> nodes(kernel_->n_nodes(), 0.0);
  const double integral = kernel_->integral(f);
  for (std::size_t n = 0; n < nodes.size(); ++n)
    nodes[n] = -sum / integral * kernel_->integral_weights()[n];
  for (std::size_t cell = 0; cell < grid.n_cells(); ++cell)
    kernel_->add_moments(
        cell, std::span<const double>(moments).subspan(cell * n_coefficients, n_coefficients),
        nodes);
  return to_parameters(theta, kernel_->transposed(nodes));
}

double EventDensity::normalisation(std::span<const double> theta) const {
  return kernel_->integral(pdfs_at(theta));
}

std::vector<double> EventDensity::normalisation_gradient(std::span<const double> theta) const {
  require_length(theta.size(), n_parameters(), "theta");
  return to_parameters(theta, kernel_->integral_row());
}

EventColumns EventDensity::sample(std::span<const double> theta, std::size_t n, std::uint64_t seed,
                                  std::uint64_t first) const {
  EventColumns events;
  events.x.resize(n);
  events.q2.resize(n);
  const EventSampler sampler(kernel_, pdfs_at(theta));
  if (device_)
    make_cuda_sampler(sampler, *device_)->draw(seed, first, events.x, events.q2);
  else
    sampler.draw(seed, first, events.x, events.q2);
  return events;
}

EventColumns EventDensity::sample_smooth(std::span<const double> theta, std::size_t n,
                                         std::uint64_t seed, std::uint64_t first) const {
  const EventTransport transport(kernel_, pdfs_at(theta));
  const Philox random(seed);
  EventColumns events;
  for (std::uint64_t k = first; k < first + n; ++k) {
    const auto number = [&](std::uint32_t which) {
      return random.uniform({static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(k >> 32U),
                             which, stream_of_smooth_events});
    };
    const auto [x, q2] = transport.event(number(0), number(1));
    events.x.push_back(x);
    events.q2.push_back(q2);
  }
  return events;
}

std::vector<double> EventDensity::sample_vjp(std::span<const double> theta,
                                             std::span<const double> x, std::span<const double> q2,
                                             std::span<const double> weights_x,
                                             std::span<const double> weights_q2) const {
  require_length(q2.size(), x.size(), "q2");
  require_length(weights_x.size(), x.size(), "weights_x");
  require_length(weights_q2.size(), x.size(), "weights_q2");
  for (std::size_t e = 0; e < x.size(); ++e)
    if (!phase_space().contains(x[e], q2[e]))
      throw InputError("event " + std::to_string(e) +
                       " lies outside the phase space; only events drawn from the density move "
                       "with its parameters");
  const EventTransport transport(kernel_, pdfs_at(theta));
  return to_parameters(theta, transport.pdf_gradient(x, q2, weights_x, weights_q2));
}

}  // namespace fitpack
