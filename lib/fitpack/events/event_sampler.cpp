#include "fitpack/events/event_sampler.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <sstream>
#include <utility>

#include "fitpack/core/error.hpp"
#include "fitpack/core/philox.hpp"

namespace fitpack {

namespace {

/// Bins in all, about: enough for 19 of 20 proposals to be accepted, few enough for the cache.
constexpr double bins_wanted = 6000.0;
/// Densities change faster along x than along Q².
constexpr double x_to_q2_bins = 3.0;
/// Rounding of the bounds.
constexpr double safety = 1.0 + 1e-9;
constexpr std::size_t batch = 256;

/// Smallest y and W² of a box lie at one corner, the largest at the opposite one.
enum class Overlap { none, partial, full };
Overlap overlap(const PhaseSpace& space, double x_low, double x_high, double q2_low,
                double q2_high) {
  const auto w2 = [](double x, double q2) { return q2 * (1.0 - x) / x; };
  if (space.y(x_high, q2_low) > space.y_max || space.y(x_low, q2_high) < space.y_min ||
      w2(x_high, q2_low) > space.w2_max || w2(x_low, q2_high) < space.w2_min)
    return Overlap::none;
  return space.contains(x_low, q2_high) && space.contains(x_high, q2_low) ? Overlap::full
                                                                          : Overlap::partial;
}

[[noreturn]] void throw_negative(EventPlace at) {
  std::ostringstream message;
  message << "the density is negative at x = " << at.x << ", Q2 = " << at.q2
          << " GeV2; no events can be drawn from it at these parameters";
  throw InputError(message.str());
}

}  // namespace

EventSampler::EventSampler(std::shared_ptr<const DensityKernel> kernel, std::span<const double> f)
    : kernel_(std::move(kernel)), coefficients_(kernel_->coefficients(kernel_->node_values(f))) {
  const double integral = kernel_->integral(f);
  if (!(integral > 0.0)) throw InputError("the cross section of the phase space is not positive");
  for (std::size_t cell = 0; cell < kernel_->grid().n_cells(); ++cell)
    frames_.push_back(kernel_->grid().frame(cell));
  // Bins go where events are.
  std::vector<double> importance;
  double total = 0.0;
  for (std::size_t cell = 0; cell < kernel_->grid().n_cells(); ++cell) {
    constexpr std::size_t trial = 4;
    add_cell(cell, trial, trial);
    double mass = 0.0;
    for (const DrawBin& bin : bins_) mass += bin.height * bin.x_width * bin.inverse_width;
    bins_.clear();
    importance.push_back(std::sqrt(mass));
    total += importance.back();
  }
  for (std::size_t cell = 0; cell < importance.size(); ++cell) {
    const double wanted = bins_wanted * importance[cell] / total;
    add_cell(cell, static_cast<std::size_t>(std::ceil(std::sqrt(wanted * x_to_q2_bins))),
             static_cast<std::size_t>(std::ceil(std::sqrt(wanted / x_to_q2_bins))));
  }
  make_aliases();
  double proposals = 0.0;
  for (const DrawBin& bin : bins_) proposals += bin.height * bin.x_width * bin.inverse_width;
  acceptance_ = integral / proposals;
}

void EventSampler::add_cell(std::size_t cell, std::size_t along_x, std::size_t along_q2) {
  const auto edge = [](std::size_t k, std::size_t n) {
    return 2.0 * static_cast<double>(k) / static_cast<double>(n) - 1.0;
  };
  for (std::size_t i = 0; i < along_x; ++i)
    for (std::size_t j = 0; j < along_q2; ++j)
      add_bin(cell,
              {edge(i, along_x), edge(i + 1, along_x), edge(j, along_q2), edge(j + 1, along_q2)});
}

/// `local`: limits of u, then of v.
void EventSampler::add_bin(std::size_t cell, const std::array<double, 4>& local) {
  const dis::KinematicGrid& grid = kernel_->grid();
  const PhaseSpace& space = kernel_->definition().phase_space;
  const auto x_at = [&](double u) {
    if (u == -1.0) return grid.limits(cell).x_low;
    return u == 1.0 ? grid.limits(cell).x_high : grid.position({cell, u, 0.0}).first;
  };
  const auto q2_at = [&](double v) {
    if (v == -1.0) return grid.limits(cell).q2_low;
    return v == 1.0 ? grid.limits(cell).q2_high : grid.position({cell, 0.0, v}).second;
  };
  const double x_low = x_at(local[0]), x_high = x_at(local[1]);
  const double q2_low = q2_at(local[2]), q2_high = q2_at(local[3]);
  const Overlap inside = overlap(space, x_low, x_high, q2_low, q2_high);
  if (inside == Overlap::none) return;
  const double* c = coefficients_.data() + cell * n_coefficients;
  const PolynomialBounds g = bounds(c, local[0], local[1], local[2], local[3]);
  if (g.low <= 0.0) {
    const double x = 0.5 * (x_low + x_high), q2 = 0.5 * (q2_low + q2_high);
    if (space.contains(x, q2)) require_positive(cell, {x, q2});
  }
  // Per dx d(1/Q²) the prefactor falls with x and rises with Q².
  const auto factor = [&](double x, double q2) { return q2 * q2 * kernel_->prefactor()(x, q2); };
  const double high = std::max(g.high, 0.0) * factor(x_low, q2_high) * safety *
                      kernel_->definition().efficiency.upper_bound(x_low, x_high, q2_low, q2_high);
  const double low = std::max(g.low, 0.0) * factor(x_high, q2_low) / safety;
  const bool decided = inside == Overlap::full && kernel_->definition().efficiency.is_one();
  if (high == 0.0) return;
  bins_.push_back({x_low, x_high - x_low, 1.0 / q2_high, 1.0 / q2_low - 1.0 / q2_high, high,
                   decided ? static_cast<float>(low / high) : 0.0F,
                   static_cast<std::uint32_t>(cell)});
}

/// Every bin gets a whole number of the 2³² values of a random word, at least its due, and its
/// height is raised to what that number stands for: the proposal is known exactly.
void EventSampler::make_aliases() {
  const std::size_t columns = std::max<std::size_t>(std::bit_ceil(bins_.size()), 2);
  shift_ = 32U - static_cast<unsigned>(std::countr_zero(columns));
  double sum = 0.0;
  std::vector<double> weights;
  for (const DrawBin& bin : bins_) {
    weights.push_back(bin.height * bin.x_width * bin.inverse_width);
    sum += weights.back();
  }
  constexpr double all = 0x1p32;
  const double spare = all - 2.0 * static_cast<double>(bins_.size());
  std::vector<std::uint64_t> counts(columns, 0);
  std::uint64_t given = 0;
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    counts[b] = 1 + static_cast<std::uint64_t>(spare * weights[b] / sum);
    given += counts[b];
  }
  *std::ranges::max_element(counts) += (std::uint64_t{1} << 32U) - given;
  double ratio = 0.0;
  for (std::size_t b = 0; b < bins_.size(); ++b)
    ratio = std::max(ratio, weights[b] / static_cast<double>(counts[b]));
  for (std::size_t b = 0; b < bins_.size(); ++b) {
    const double raised = ratio * static_cast<double>(counts[b]) / weights[b];
    bins_[b].height *= raised;
    bins_[b].sure = static_cast<float>(bins_[b].sure / raised * (1.0 - 1e-6));
  }
  aliases_.assign(columns, {column_counts(), 0});
  std::vector<std::uint32_t> poor, rich;
  const auto sort_in = [&](std::uint32_t b) {
    if (counts[b] < column_counts()) poor.push_back(b);
    if (counts[b] > column_counts()) rich.push_back(b);
  };
  for (std::uint32_t b = 0; b < columns; ++b) sort_in(b);
  while (!poor.empty()) {
    const std::uint32_t receiver = poor.back(), donor = rich.back();
    poor.pop_back();
    rich.pop_back();
    aliases_[receiver] = {static_cast<std::uint32_t>(counts[receiver]), donor};
    counts[donor] -= column_counts() - counts[receiver];
    sort_in(donor);
  }
}

DrawTables EventSampler::tables() const {
  const EventDefinition& definition = kernel_->definition();
  return {bins_,
          aliases_,
          coefficients_,
          frames_,
          definition.efficiency.table(),
          definition.phase_space,
          kernel_->prefactor(),
          shift_};
}

void EventSampler::require_positive(std::size_t cell, EventPlace at) const {
  if (polynomial_at(tables(), cell, at) >= 0.0) return;
  throw_negative(at);
}

void EventSampler::draw(std::uint64_t seed, std::uint64_t first, std::span<double> x,
                        std::span<double> q2) const {
  const Philox random(seed);
  const DrawTables from = tables();
  std::array<std::array<std::uint32_t, batch>, 4> words;
  std::array<std::uint32_t, batch> open;
  for (std::size_t begin = 0; begin < x.size(); begin += batch) {
    const std::size_t n = std::min(batch, x.size() - begin);
    const auto span = [&](std::size_t w) { return std::span(words[w]).first(n); };
    random.fill(first + begin, 0, stream_of_events, {span(0), span(1), span(2), span(3)});
    std::size_t n_open = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const DrawBin& bin = choose_bin(from, words[0][k]);
      const EventPlace at = place_in(bin, words[1][k], words[2][k]);
      x[begin + k] = at.x;
      q2[begin + k] = at.q2;
      open[n_open] = static_cast<std::uint32_t>(k);
      n_open += unit(words[3][k]) < bin.sure ? 0 : 1;
    }
    for (std::size_t o = 0; o < n_open; ++o) {
      const std::size_t k = open[o];
      DrawnEvent event{{x[begin + k], q2[begin + k]}, Verdict::rejected};
      event.verdict = judge(from, choose_bin(from, words[0][k]), event.at, words[3][k]);
      if (event.verdict == Verdict::rejected)
        event = draw_event(from, random, first + begin + k, 1);
      if (event.verdict == Verdict::negative) throw_negative(event.at);
      x[begin + k] = event.at.x;
      q2[begin + k] = event.at.q2;
    }
  }
}

}  // namespace fitpack
