#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/evolved_pdfs.hpp"
#include "fitpack/analysis/pdf_members.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/pdf/sampled_pdfs.hpp"
#include "support/shipped_card.hpp"
#include "support/worst.hpp"
#include "unit/pdf/example_pdfs.hpp"

namespace fitpack {
namespace {

/// Sums of a dozen products in another order.
constexpr double rounding = 1e-12;

RunCard card_of(const PdfModelOptions& pdfs) {
  RunCard card = shipped_card("leshouches_nlo.yaml", {"theory.grid.x_min=1e-4", "theory.nf_max=4"});
  card.pdfs = pdfs;
  return card;
}

Dataset point_of(Process process) {
  Dataset point;
  point.name = "point";
  point.process = process;
  point.observable =
      process == Process::cc_dis ? Observable::d2sigma_dxdq2 : Observable::reduced_cross_section;
  point.lepton_charge = -1;
  point.x = {1e-3, 0.02, 0.3};
  point.q2 = {10.0, 200.0, 3000.0};
  point.y = {0.3, 0.4, 0.5};
  point.value = {1.0, 1.0, 1.0};
  point.file_rows = {1, 2, 3};
  return point;
}

/// Cross sections and evolved partons of the toy as a basis holds it.
struct Predictions {
  explicit Predictions(const PdfModelOptions& options) {
    const RunCard card = card_of(options);
    const FlavourBasis basis = *flavour_basis(options.basis);
    const Theory theory(card.theory, card.electroweak, basis);
    const SampledPdfs pdfs(pdf_model(card), theory.grid().nodes());
    std::vector<double> f(pdfs.n_values());
    EXPECT_TRUE(pdfs.values({}, f));
    std::vector<double> row(theory.n_columns());
    for (const Process process : {Process::nc_dis, Process::cc_dis})
      for (std::size_t i = 0; i < 3; ++i) {
        theory.kernel_row(point_of(process), i, KernelPart::all, row);
        cross_sections.push_back(std::inner_product(row.begin(), row.end(), f.begin(), 0.0));
      }
    const std::vector<double> x{1e-3, 0.1, 0.6}, q{20.0};
    evolved = evolve_pdfs(theory.evolution(), basis, f, x, q);
  }
  std::vector<double> cross_sections;
  std::vector<EvolvedPdfs> evolved;
};

TEST(Bases, PredictionsOfTheSamePdfsAreTheSame) {
  const Predictions expected(examples::les_houches_options());
  for (const PdfModelOptions& options :
       {examples::les_houches_in_jam(), examples::les_houches_in_evolution()}) {
    const Predictions found(options);
    testing::Worst worst;
    for (std::size_t i = 0; i < expected.cross_sections.size(); ++i)
      worst.relative(found.cross_sections[i], expected.cross_sections[i],
                     options.basis + " cross section " + std::to_string(i));
    for (std::size_t i = 0; i < expected.evolved.size(); ++i) {
      const EvolvedPdfs &a = found.evolved[i], &b = expected.evolved[i];
      worst.relative(a.gluon, b.gluon, options.basis + " gluon");
      // Antiquarks are differences of larger numbers at large x.
      for (std::size_t k = 0; k < 4; ++k) {
        worst.absolute(a.quark[k] / b.quark[1], b.quark[k] / b.quark[1], "quark");
        worst.absolute(a.antiquark[k] / b.quark[1], b.antiquark[k] / b.quark[1], "antiquark");
      }
    }
    EXPECT_TRUE(worst.within(rounding));
  }
}

}  // namespace
}  // namespace fitpack
