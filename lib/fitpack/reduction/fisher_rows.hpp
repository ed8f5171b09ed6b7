#pragma once

#include <cstddef>
#include <span>

#include "fitpack/core/aligned_vector.hpp"

namespace fitpack {

/// n rows [S | z] with SᵀS = information (n × n, symmetric, not negative) and Sᵀz = gradient, of
/// the given stride (zero behind column n): what terms that are no sums of squares add to a
/// triangle. Directions without information get no gradient.
[[nodiscard]] AlignedVector fisher_rows(std::span<const double> information,
                                        std::span<const double> gradient, std::size_t stride);

}  // namespace fitpack
