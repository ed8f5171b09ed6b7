#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/logging.hpp"
#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/pdf_grid.hpp"
#include "fitpack/result/lhapdf_set.hpp"

namespace fitpack {

/// A member of an LHAPDF set in memory.
struct LhapdfInput {
  LhapdfInfo info;
  PdfGrid grid;
  std::size_t member = 0;
};
/// Throws DataError or InputError as read_lhapdf_info and read_lhapdf_member do. Local.
[[nodiscard]] LhapdfInput read_lhapdf(const std::filesystem::path& folder, std::size_t member);

/// PDFs of a set in the functions of a fit basis.
struct FunctionsOfSet {
  std::vector<double> values;  ///< [function * n_x + node]
  /// Largest part of a parton that the basis cannot hold (s − s̄, charm), over the largest parton at
  /// the same x.
  double lost = 0.0;
};
/// The set at the scale q0 (GeV) on x-nodes, least squares over the partons of the initial scale.
/// Throws InputError where q0 or a node lies outside the set.
[[nodiscard]] FunctionsOfSet functions_of_set(const PdfGrid& grid, const FlavourBasis& basis,
                                              double q0, std::span<const double> x_nodes);

}  // namespace fitpack
