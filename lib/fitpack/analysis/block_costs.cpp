#include "fitpack/analysis/block_costs.hpp"

#include <algorithm>
#include <set>

#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

namespace {

/// Residuals, weights and shifted rows of a point, in multiply-adds.
constexpr double terms_of_point = 300.0;
/// Rows whose triangle is formed: that of the point and the Fisher row of its log term.
constexpr double rows_of_point = 2.0;
/// Of a Drell-Yan point: products with its forms; columns of its slopes with respect to partons.
constexpr double bilinear_forms = 1.2e5;
constexpr double parton_slopes = 3.5e3;

// Seconds of rows at NLO, beside those of neutral currents without masses (1e-4 s).
constexpr double charged_current_row = 2.0;  // twice as many terms
constexpr double massive_terms = 1.0;        // integrated for the point itself

/// Sources that act in the rows of a block.
std::size_t sources_of(const Measurements& measurements, IndexRange rows) {
  std::set<std::size_t> data_sets, sources;
  for (std::size_t i = rows.begin; i < rows.end; ++i) data_sets.insert(measurements.row(i).dataset);
  for (const std::size_t d : data_sets) {
    const auto& columns = measurements.nuisances().columns(d);
    sources.insert(columns.begin(), columns.end());
  }
  sources.erase(NuisanceIndex::none);
  return sources.size();
}

}  // namespace

std::vector<double> evaluation_costs(const RunCard& card, const Measurements& measurements) {
  const XGrid grid(card.theory.x_min);
  const auto nodes = grid.nodes();
  const double functions = static_cast<double>(flavour_basis(card.pdfs.basis)->size());
  const auto width = static_cast<double>(padded(card.parameters.n_free() + 1));
  const BlockLayout layout = measurements.layout();
  std::vector<double> costs(layout.n_blocks());
  for (std::size_t b = 0; b < costs.size(); ++b) {
    const IndexRange rows = layout.rows_of_block(b);
    const auto n = static_cast<double>(sources_of(measurements, rows));
    const double same = 0.5 * (n + 1.0) * (n + 2.0) + 2.0 * n * width +
                        rows_of_point * width * width + terms_of_point;
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const RowAddress at = measurements.row(i);
      if (measurements.datasets()[at.dataset].process == Process::drell_yan) {
        costs[b] += bilinear_forms + parton_slopes * width + same;
        continue;
      }
      const double x = measurements.datasets()[at.dataset].x[at.point];
      const auto above = nodes.end() - std::lower_bound(nodes.begin(), nodes.end(), x);
      costs[b] += functions * static_cast<double>(above) * width + same;
    }
  }
  return costs;
}

double building_cost(const RunCard& card, const Dataset& dataset) {
  const bool charged = dataset.process == Process::cc_dis || has_neutrino_beam(dataset.process);
  return (charged ? charged_current_row : 1.0) +
         (card.theory.scheme != qcd::Scheme::zm_vfns ? massive_terms : 0.0);
}

}  // namespace fitpack
