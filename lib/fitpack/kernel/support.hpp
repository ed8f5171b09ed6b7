#pragma once

#include <vector>

#include "fitpack/kernel/dense_product.hpp"

namespace fitpack {

/// Rows that share the runs of columns that enter products.
inline constexpr std::size_t rows_per_group = 8;

/// The runs of columns that are not zero in all of the rows; runs less than eight columns apart are
/// joined.
[[nodiscard]] std::vector<SummationRun> support_of(ConstMatrixView rows);

}  // namespace fitpack
