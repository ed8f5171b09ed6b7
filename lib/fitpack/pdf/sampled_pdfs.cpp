#include "fitpack/pdf/sampled_pdfs.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

bool SampledPdfs::values(std::span<const double> theta, std::span<double> f) const {
  FITPACK_EXPECTS(f.size() == n_values());
  return model_.tabulate(model_.parameters().all_values(theta), nodes_, PdfRows{f.data(), 1, 1});
}

bool SampledPdfs::values_and_derivatives(std::span<const double> theta, std::span<double> table,
                                         std::size_t stride) const {
  const std::size_t width = 1 + n_free_parameters();
  FITPACK_EXPECTS(stride >= width && table.size() >= n_values() * stride);
  for (std::size_t row = 0; row < n_values(); ++row) {
    std::ranges::fill(table.subspan(row * stride + width, stride - width), 0.0);
  }
  return model_.tabulate(model_.parameters().all_values(theta), nodes_,
                         PdfRows{table.data(), width, stride});
}

}  // namespace fitpack
