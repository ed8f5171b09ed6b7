#include "fitpack/events/event_transport.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "fitpack/core/error.hpp"
#include "fitpack/core/quadrature.hpp"
#include "fitpack/events/phase_space_quadrature.hpp"

namespace fitpack {

namespace {

constexpr std::size_t n_points = 12;
constexpr int most_steps = 60;
/// Newton's method ends where a step is below this, in ln Q² or ln(x/(1−x)).
constexpr double accuracy = 1e-14;

double logit(double x) { return std::log(x / (1.0 - x)); }
double inverse_logit(double t) { return 1.0 / (1.0 + std::exp(-t)); }

/// P_0 … P_n at t.
std::array<double, n_points + 1> legendre(double t) {
  std::array<double, n_points + 1> p{1.0, t};
  for (std::size_t l = 1; l < n_points; ++l) {
    const auto k = static_cast<double>(l);
    p[l + 1] = ((2.0 * k + 1.0) * t * p[l] - k * p[l - 1]) / (k + 1.0);
  }
  return p;
}

/// Zero of an increasing function on [low, high] by Newton's method, bisecting where it leaves the
/// bracket. `f` returns value and derivative.
template <class F>
double increasing_zero(double low, double high, double start, F&& f) {
  double t = start;
  for (int step = 0; step < most_steps; ++step) {
    const auto [value, slope] = f(t);
    (value > 0.0 ? high : low) = t;
    double next = t - value / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::abs(next - t) < accuracy;
    t = next;
    if (done) break;
  }
  return t;
}

}  // namespace

/// Integrals over x at fixed Q², d²σ/dx dQ² = σ: from the lower limit to x and to the upper limit,
/// and their derivatives with respect to Q².
struct EventTransport::LineIntegrals {
  double to_x = 0.0, whole = 0.0;
  double to_x_slope = 0.0, whole_slope = 0.0;
};

/// Collects weights of integrals over lines and turns them into weights of nodes at the end.
class EventTransport::Adjoint {
 public:
  explicit Adjoint(const EventTransport& transport)
      : transport_(transport),
        moments_(transport.kernel_->grid().n_cells() * n_coefficients, 0.0) {}

  /// Adds weight · ∫ σ dx from the lower limit to x_end at Q².
  void add_line(double q2, double x_end, double weight) {
    if (weight == 0.0) return;
    transport_.for_each_point(q2, x_end, [&](const dis::CellPoint& at, double, double measure) {
      double* m = moments_.data() + at.cell * n_coefficients;
      double u_power = weight * measure;
      for (std::size_t i = 0; i < n_u; ++i, u_power *= at.u) {
        double term = u_power;
        for (std::size_t j = 0; j < n_v; ++j, term *= at.v) m[i * n_v + j] += term;
      }
    });
  }

  [[nodiscard]] std::vector<double> to_pdfs() const {
    const DensityKernel& kernel = *transport_.kernel_;
    std::vector<double> nodes(kernel.n_nodes(), 0.0);
    for (std::size_t cell = 0; cell < kernel.grid().n_cells(); ++cell)
      kernel.add_moments(
          cell, std::span<const double>(moments_).subspan(cell * n_coefficients, n_coefficients),
          nodes);
    return kernel.transposed(nodes);
  }

 private:
  const EventTransport& transport_;
  std::vector<double> moments_;
};

EventTransport::EventTransport(std::shared_ptr<const DensityKernel> kernel,
                               std::span<const double> f)
    : kernel_(std::move(kernel)), coefficients_(kernel_->coefficients(kernel_->node_values(f))) {
  GaussLegendre(n_points).for_each(-1.0, 1.0, [this](double t, double w) {
    points_.push_back(t);
    weights_.push_back(w);
  });
  const std::vector<double> borders = smooth_q2_pieces(*kernel_, kernel_->definition().phase_space);
  for (std::size_t p = 1; p < borders.size(); ++p) {
    Piece piece{std::log(borders[p - 1]), std::log(borders[p]), total_, 0.0, {}, {}};
    const double half = 0.5 * (piece.high - piece.low);
    for (std::size_t k = 0; k < n_points; ++k) {
      piece.q2.push_back(std::exp(piece.low + half * (1.0 + points_[k])));
      piece.marginal.push_back(piece.q2[k] * line(piece.q2[k], 1.0).whole);
      piece.inside += half * weights_[k] * piece.marginal[k];
    }
    total_ += piece.inside;
    pieces_.push_back(std::move(piece));
  }
  if (!(total_ > 0.0)) throw InputError("the cross section of the phase space is not positive");
}

double EventTransport::density(double x, double q2) const {
  const dis::CellPoint at = kernel_->grid().locate(x, q2);
  return kernel_->prefactor()(x, q2) * kernel_->definition().efficiency(x, q2) *
         evaluate(coefficients_.data() + at.cell * n_coefficients, at.u, at.v);
}

/// Calls body(place, x, dx · prefactor · ε) for the quadrature points at Q² below x_end.
template <class Body>
void EventTransport::for_each_point(double q2, double x_end, Body&& body) const {
  const dis::KinematicGrid& grid = kernel_->grid();
  const std::vector<double> borders =
      smooth_x_pieces(*kernel_, kernel_->definition().phase_space, q2);
  for (std::size_t p = 1; p < borders.size() && borders[p - 1] < x_end; ++p) {
    const std::size_t cell = grid.locate(0.5 * (borders[p - 1] + borders[p]), q2).cell;
    const double low = logit(borders[p - 1]);
    const double half = 0.5 * (logit(std::min(borders[p], x_end)) - low);
    for (std::size_t k = 0; k < n_points; ++k) {
      const double x = inverse_logit(low + half * (1.0 + points_[k]));
      body(grid.locate_in(cell, x, q2), x,
           half * weights_[k] * x * (1.0 - x) * kernel_->prefactor()(x, q2) *
               kernel_->definition().efficiency(x, q2));
    }
  }
}

EventTransport::LineIntegrals EventTransport::line(double q2, double x) const {
  LineIntegrals result;
  const auto sum = [&](double x_end, double& value, double& slope) {
    for_each_point(q2, x_end, [&](const dis::CellPoint& at, double at_x, double measure) {
      const double* c = coefficients_.data() + at.cell * n_coefficients;
      const double g = evaluate(c, at.u, at.v);
      double dg = 0.0;  // ∂g/∂v
      for (std::size_t i = n_u; i-- > 0;) {
        double row = 0.0;
        for (std::size_t j = n_v - 1; j > 0; --j)
          row = row * at.v + static_cast<double>(j) * c[i * n_v + j];
        dg = dg * at.u + row;
      }
      const dis::CellLimits& limits = kernel_->grid().limits(at.cell);
      const double dv = 0.5 * dis::q2_coordinate(q2) / q2 /
                        (dis::q2_coordinate(limits.q2_high) - dis::q2_coordinate(limits.q2_low));
      const Efficiency& efficiency = kernel_->definition().efficiency;
      const double logarithmic = -2.0 / (q2 + kernel_->prefactor().mass2) +
                                 efficiency.slope(at_x, q2).q2 / efficiency(at_x, q2);
      value += measure * g;
      slope += measure * (dg * dv + logarithmic * g);
    });
  };
  const auto [low, high] = kernel_->definition().phase_space.x_range(q2);
  if (!(low < high)) return result;
  const auto [low_slope, high_slope] = kernel_->definition().phase_space.x_range_slope(q2);
  sum(1.0, result.whole, result.whole_slope);
  const double at_low = low_slope == 0.0 ? 0.0 : low_slope * density(low, q2);
  const double at_high = high_slope == 0.0 ? 0.0 : high_slope * density(high, q2);
  result.whole_slope += at_high - at_low;
  if (x < high) {
    sum(x, result.to_x, result.to_x_slope);
    result.to_x_slope -= at_low;
  } else {
    result.to_x = result.whole;
    result.to_x_slope = result.whole_slope;
  }
  return result;
}

const EventTransport::Piece& EventTransport::piece_of(double log_q2) const {
  const auto after = std::ranges::upper_bound(pieces_, log_q2, {}, &Piece::low);
  return after == pieces_.begin() ? pieces_.front() : *(after - 1);
}

/// Weights of the lines' marginals in ∫ from the piece's beginning: the polynomial through them,
/// expanded in Legendre polynomials, whose integrals are (P_{l+1} − P_{l−1})/(2l + 1).
std::vector<double> EventTransport::partial_weights(const Piece& piece, double log_q2) const {
  const double half = 0.5 * (piece.high - piece.low);
  const double t = (log_q2 - piece.low) / half - 1.0;
  const auto p = legendre(t);
  std::array<double, n_points> integral{t + 1.0};
  for (std::size_t l = 1; l < n_points; ++l)
    integral[l] = (p[l + 1] - p[l - 1]) / (2.0 * static_cast<double>(l) + 1.0);
  std::vector<double> result(n_points, 0.0);
  for (std::size_t k = 0; k < n_points; ++k) {
    const auto at_point = legendre(points_[k]);
    for (std::size_t l = 0; l < n_points; ++l)
      result[k] += (static_cast<double>(l) + 0.5) * at_point[l] * integral[l];
    result[k] *= half * weights_[k];
  }
  return result;
}

double EventTransport::cumulative(const Piece& piece, double log_q2) const {
  const std::vector<double> weights = partial_weights(piece, log_q2);
  double sum = piece.before;
  for (std::size_t k = 0; k < n_points; ++k) sum += weights[k] * piece.marginal[k];
  return sum;
}

double EventTransport::solve_q2(double target) const {
  auto piece = std::ranges::upper_bound(pieces_, target, {}, &Piece::before);
  if (piece != pieces_.begin()) --piece;
  const double fraction = std::clamp((target - piece->before) / piece->inside, 0.0, 1.0);
  const double start = piece->low + fraction * (piece->high - piece->low);
  return std::exp(increasing_zero(piece->low, piece->high, start, [&](double log_q2) {
    const double q2 = std::exp(log_q2);
    return std::pair{cumulative(*piece, log_q2) - target, q2 * line(q2, 1.0).whole};
  }));
}

double EventTransport::solve_x(double q2, double r2) const {
  const auto [low, high] = kernel_->definition().phase_space.x_range(q2);
  const double target = r2 * line(q2, 1.0).whole;
  const auto residual = [&](double t) {
    const double x = inverse_logit(t);
    double sum = 0.0;
    for_each_point(q2, x, [&](const dis::CellPoint& at, double, double measure) {
      sum += measure * evaluate(coefficients_.data() + at.cell * n_coefficients, at.u, at.v);
    });
    return std::pair{sum - target, density(x, q2) * x * (1.0 - x)};
  };
  const double t_low = logit(low), t_high = logit(high);
  return std::clamp(
      inverse_logit(increasing_zero(t_low, t_high, t_low + r2 * (t_high - t_low), residual)), low,
      high);
}

std::pair<double, double> EventTransport::event(double r1, double r2) const {
  const PhaseSpace& space = kernel_->definition().phase_space;
  const double q2 = std::clamp(solve_q2(r1 * total_), space.q2_min, space.q2_max);
  return {solve_x(q2, r2), q2};
}

std::pair<double, double> EventTransport::random_numbers(double x, double q2) const {
  const double log_q2 = std::log(q2);
  const LineIntegrals integrals = line(q2, x);
  return {cumulative(piece_of(log_q2), log_q2) / total_, integrals.to_x / integrals.whole};
}

std::vector<double> EventTransport::pdf_gradient(std::span<const double> x,
                                                 std::span<const double> q2,
                                                 std::span<const double> weights_x,
                                                 std::span<const double> weights_q2) const {
  Adjoint adjoint(*this);
  std::vector<double> of_marginals(pieces_.size() * n_points, 0.0);
  std::vector<double> of_pieces(pieces_.size() + 1, 0.0);  ///< of ∫ up to a piece
  double of_total = 0.0;
  for (std::size_t e = 0; e < x.size(); ++e) {
    const LineIntegrals b = line(q2[e], x[e]);
    const double sigma = density(x[e], q2[e]);
    const double f2 = b.to_x / b.whole;
    const double of_q2 = weights_q2[e] - weights_x[e] * (b.to_x_slope - f2 * b.whole_slope) / sigma;
    adjoint.add_line(q2[e], x[e], -weights_x[e] / sigma);
    adjoint.add_line(q2[e], 1.0, weights_x[e] / sigma * f2);
    const double log_q2 = std::log(q2[e]);
    const Piece& piece = piece_of(log_q2);
    const auto number = static_cast<std::size_t>(&piece - pieces_.data());
    const double weight = -of_q2 / b.whole;
    const std::vector<double> inside = partial_weights(piece, log_q2);
    for (std::size_t k = 0; k < n_points; ++k)
      of_marginals[number * n_points + k] += weight * inside[k];
    of_pieces[number] += weight;
    of_total -= weight * cumulative(piece, log_q2) / total_;
  }
  // ∫ up to piece number p contains every piece before it.
  double later = of_total;
  for (std::size_t p = pieces_.size(); p-- > 0;) {
    const Piece& piece = pieces_[p];
    const double half = 0.5 * (piece.high - piece.low);
    for (std::size_t k = 0; k < n_points; ++k) {
      const double weight = of_marginals[p * n_points + k] + later * half * weights_[k];
      adjoint.add_line(piece.q2[k], 1.0, weight * piece.q2[k]);
    }
    later += of_pieces[p];
  }
  return adjoint.to_pdfs();
}

}  // namespace fitpack
