#include "fitpack/pdf/x_nodes.hpp"

#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

XNodes::XNodes(std::span<const double> x) : x_(x.begin(), x.end()) {
  log_x_.reserve(x.size());
  log_one_minus_x_.reserve(x.size());
  for (const double node : x_) {
    FITPACK_EXPECTS(node > 0.0 && node <= 1.0);
    log_x_.push_back(std::log(node));
    log_one_minus_x_.push_back(std::log1p(-node));
    one_minus_x_.push_back(1.0 - node);
  }
}

XNodes::XNodes(std::span<const double> x, std::span<const double> one_minus_x)
    : x_(x.begin(), x.end()), one_minus_x_(one_minus_x.begin(), one_minus_x.end()) {
  FITPACK_EXPECTS(x.size() == one_minus_x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    log_x_.push_back(x[i] < 0.5 ? std::log(x[i]) : std::log1p(-one_minus_x[i]));
    log_one_minus_x_.push_back(x[i] < 0.5 ? std::log1p(-x[i]) : std::log(one_minus_x[i]));
  }
}

}  // namespace fitpack
