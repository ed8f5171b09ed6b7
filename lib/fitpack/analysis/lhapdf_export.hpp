#pragma once

#include <filesystem>

#include "fitpack/analysis/pdf_members.hpp"
#include "fitpack/result/lhapdf_set.hpp"

namespace fitpack {

/// Where an exported set is tabulated.
struct LhapdfGridOptions {
  double x_min = 1e-6;
  std::size_t x_points = 200;
  double q_max = 1e4;         ///< GeV; the smallest Q is the initial scale
  std::size_t q_points = 80;  ///< in all, more in narrow regions
};

/// Knots in x from x_min to 1, uniform in ln(1/x) + c (1−x): logarithmic at small x, linear where
/// PDFs fall as a power of 1−x.
[[nodiscard]] std::vector<double> lhapdf_x_knots(const LhapdfGridOptions& options);

/// Scales of one subgrid: all with nf flavours, ends included.
struct LhapdfRegion {
  int nf = 3;
  std::vector<double> q;  ///< GeV
};
/// Regions between the initial scale, the thresholds and q_max. Knots are dense above a threshold,
/// where heavy quarks start from zero, and at low scales, where the coupling runs fast.
[[nodiscard]] std::vector<LhapdfRegion> lhapdf_regions(const qcd::TheoryOptions& theory,
                                                       const LhapdfGridOptions& options);

/// Evolves all members and writes the set into `folder`, whole or not at all; an older set of that
/// name is replaced. Throws InputError where the members cannot be tabulated so, DataError where
/// the folder cannot be written. Local.
void export_lhapdf(const PdfMembers& set, const LhapdfGridOptions& options,
                   const std::filesystem::path& folder);

/// The .info of the set; α_s and masses are those of the central member.
[[nodiscard]] LhapdfInfo lhapdf_info(const PdfMembers& set, const LhapdfGridOptions& options,
                                     const std::string& name);

/// The members of a group tabulated on the knots of the group's theory, or of `knots`, as those of
/// a mean must be.
[[nodiscard]] std::vector<PdfGrid> lhapdf_grids(const PdfMembers& set, const TheoryGroup& group,
                                                const qcd::TheoryOptions& knots,
                                                const LhapdfGridOptions& options);

}  // namespace fitpack
