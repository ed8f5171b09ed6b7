#include "fitpack/pdf/pdf_grid.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/hermite_stencil.hpp"

namespace fitpack {

namespace {

/// Points may miss the ends of a table by rounding; tables are written with a few digits.
constexpr double slack = 1e-7;

[[noreturn]] void outside(const char* what, double value, double low, double high,
                          const char* suggestion) {
  std::ostringstream message;
  message << what << " = " << value << " is outside the PDF set, which holds " << low << " to "
          << high << "; " << suggestion;
  throw InputError(message.str());
}

void store(GridPoint& point, int flavour, double value) {
  if (flavour == gluon_code) {
    point.gluon = value;
  } else if (flavour != 0 && std::abs(flavour) <= 6) {
    auto& side = flavour > 0 ? point.quark : point.antiquark;
    side[static_cast<std::size_t>(std::abs(flavour)) - 1] = value;
  }
}

}  // namespace

PdfGrid::PdfGrid(std::vector<PdfSubgrid> subgrids) : subgrids_(std::move(subgrids)) {
  const auto logarithms = [](const std::vector<double>& values, double factor) {
    std::vector<double> result;
    for (const double v : values) result.push_back(factor * std::log(v));
    return result;
  };
  for (const PdfSubgrid& grid : subgrids_) {
    log_x_.push_back(logarithms(grid.x, 1.0));
    log_q2_.push_back(logarithms(grid.q, 2.0));
  }
}

double PdfGrid::x_min() const {
  double x = 0.0;
  for (const PdfSubgrid& grid : subgrids_) x = std::max(x, grid.x.front());
  return x;
}

double PdfGrid::x_max() const {
  double x = 1.0;
  for (const PdfSubgrid& grid : subgrids_) x = std::min(x, grid.x.back());
  return x;
}

bool PdfGrid::has(int flavour) const {
  return std::ranges::find(subgrids_.back().flavours, flavour) != subgrids_.back().flavours.end();
}

std::size_t PdfGrid::subgrid_of(double q) const {
  if (q < q_min() * (1.0 - slack) || q > q_max() * (1.0 + slack))
    outside("the scale in GeV", q, q_min(), q_max(), "cut the points outside or use another set");
  std::size_t found = 0;
  for (std::size_t s = 1; s < subgrids_.size(); ++s)
    if (q >= subgrids_[s].q.front()) found = s;
  return found;
}

std::vector<GridPoint> PdfGrid::at(std::span<const double> x, double q) const {
  const std::size_t s = subgrid_of(q);
  const PdfSubgrid& grid = subgrids_[s];
  const std::size_t n_q = grid.q.size(), n_flavours = grid.flavours.size();
  const Stencil in_q = hermite_stencil(log_q2_[s], 2.0 * std::log(q));
  std::vector<GridPoint> result;
  std::vector<double> sums(n_flavours);
  for (const double point : x) {
    if (point < grid.x.front() * (1.0 - slack) || point > grid.x.back() * (1.0 + slack))
      outside("x", point, grid.x.front(), grid.x.back(),
              "cut the points outside, raise theory.grid.x_min or use another set");
    const Stencil in_x = hermite_stencil(log_x_[s], std::log(point));
    std::ranges::fill(sums, 0.0);
    for (std::size_t i = 0; i < in_x.weights.size(); ++i) {
      for (std::size_t j = 0; j < in_q.weights.size(); ++j) {
        const double weight = in_x.weights[i] * in_q.weights[j];
        const double* values = &grid.values[((in_x.first + i) * n_q + in_q.first + j) * n_flavours];
        for (std::size_t f = 0; f < n_flavours; ++f) sums[f] += weight * values[f];
      }
    }
    result.emplace_back();
    for (std::size_t f = 0; f < n_flavours; ++f) store(result.back(), grid.flavours[f], sums[f]);
  }
  return result;
}

}  // namespace fitpack
