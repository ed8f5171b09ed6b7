#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/qcd/evolution.hpp"
#include "fitpack/qcd/evolution_basis.hpp"
#include "fitpack/qcd/evolution_table.hpp"

namespace fitpack {

/// Momentum densities x f(x, Q) of all partons: g, then q and q̄ of d, u, s, c, b, t.
struct EvolvedPdfs {
  double x = 0.0, q = 0.0;
  double gluon = 0.0;
  std::array<double, qcd::n_quarks> quark{}, antiquark{};
};

/// A scale at which PDFs are wanted.
struct PdfScale {
  double q = 0.0;         ///< GeV
  std::optional<int> nf;  ///< flavours, where q is a threshold; else those active at q
};

/// PDFs given on the grid of `evolution` [function * n_x + node], evolved to every (x, Q), x
/// fastest.
std::vector<EvolvedPdfs> evolve_pdfs(const qcd::Evolution& evolution, const FlavourBasis& basis,
                                     std::span<const double> pdfs, std::span<const double> x,
                                     std::span<const double> q);

/// The same for several members: [member][scale * n_x + x]. The operators, which are the work, are
/// made once for all of them. A member has the same bits whatever the others are.
std::vector<std::vector<EvolvedPdfs>> evolve_members(const qcd::Evolution& evolution,
                                                     const FlavourBasis& basis,
                                                     std::span<const std::vector<double>> members,
                                                     std::span<const double> x,
                                                     std::span<const PdfScale> scales);

/// The same with operators that have been tabulated before: `table` is that of `grid`.
std::vector<std::vector<EvolvedPdfs>> evolve_members(const qcd::EvolutionTable& table,
                                                     const XGrid& grid, const FlavourBasis& basis,
                                                     std::span<const std::vector<double>> members,
                                                     std::span<const double> x,
                                                     std::span<const PdfScale> scales);

}  // namespace fitpack
