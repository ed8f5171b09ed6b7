#include "fitpack/analysis/lhapdf_input.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/analysis/lhapdf_export.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/pdf/x_grid.hpp"
#include "support/shipped_card.hpp"
#include "support/temporary_folder.hpp"
#include "support/worst.hpp"

namespace fitpack {
namespace {

RunCard card() { return shipped_card("hera_nlo_zm.yaml"); }

/// A set of the card's start PDFs, and those PDFs themselves at the initial scale.
TEST(LhapdfInput, FunctionsAtTheInitialScaleAreThoseThatWereExported) {
  constexpr double interpolation = 1e-3;
  const TemporaryFolder folder;
  const PdfMembers set = pdf_members(card());
  export_lhapdf(set, {}, folder / "nlo");
  const LhapdfInput input = read_lhapdf(folder / "nlo", 0);
  const FlavourBasis basis = *flavour_basis(set.card.pdfs.basis);
  const XGrid grid(set.card.theory.x_min);
  const std::vector<double> expected = initial_pdfs(set, 0, grid.nodes());
  const FunctionsOfSet found =
      functions_of_set(input.grid, basis, std::sqrt(set.card.theory.q0_2), grid.nodes());
  EXPECT_LT(found.lost, 1e-6);
  testing::Worst worst;
  for (std::size_t a = 0; a < basis.size(); ++a)
    for (std::size_t i = 0; i < grid.size(); ++i)
      if (grid.nodes()[i] <= 0.7)
        worst.relative(found.values[a * grid.size() + i], expected[a * grid.size() + i],
                       basis.functions[a] + " at " + std::to_string(grid.nodes()[i]));
  EXPECT_TRUE(worst.within(interpolation));
}

PdfGrid constant_set(double strange, double antistrange, double charm) {
  PdfSubgrid grid{
      {1e-4, 0.01, 0.1, 1.0}, {1.0, 2.0, 3.0, 4.0}, {-4, -3, -2, -1, 1, 2, 3, 4, gluon_code}, {}};
  for (int i = 0; i < 16; ++i)
    for (const double v : {charm, antistrange, 0.3, 0.4, 0.7, 0.9, strange, charm, 2.0})
      grid.values.push_back(v);
  return PdfGrid({grid});
}

TEST(LhapdfInput, WhatTheBasisCannotHoldIsToldAndTheRestKept) {
  const FlavourBasis basis = *flavour_basis("herapdf");
  const std::vector<double> x{0.02};
  const FunctionsOfSet fits = functions_of_set(constant_set(0.2, 0.2, 0.0), basis, 1.5, x);
  EXPECT_NEAR(fits.lost, 0.0, 1e-14);
  const double expected[] = {2.0, 0.6, 0.3, 0.3, 0.4, 0.2};  // g, uv, dv, ubar, dbar, s
  for (std::size_t a = 0; a < basis.size(); ++a)
    EXPECT_NEAR(fits.values[a], expected[a], 1e-13) << basis.functions[a];
  const FunctionsOfSet asymmetric = functions_of_set(constant_set(0.3, 0.1, 0.0), basis, 1.5, x);
  EXPECT_NEAR(asymmetric.lost, 0.1 / 2.0, 1e-13);
  EXPECT_NEAR(asymmetric.values[5], 0.2, 1e-13);
  EXPECT_NEAR(functions_of_set(constant_set(0.2, 0.2, 0.5), basis, 1.5, x).lost, 0.25, 1e-13);
}

TEST(LhapdfInput, TheScaleMustLieInTheSet) {
  const std::vector<double> x{0.02}, low{1e-5};
  const FlavourBasis basis = *flavour_basis("herapdf");
  EXPECT_THROW(functions_of_set(constant_set(1, 1, 0), basis, 0.9, x), InputError);
  EXPECT_THROW(functions_of_set(constant_set(1, 1, 0), basis, 1.5, low), InputError);
}

}  // namespace
}  // namespace fitpack
