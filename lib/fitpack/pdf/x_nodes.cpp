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
  }
}

}  // namespace fitpack
