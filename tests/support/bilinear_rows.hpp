#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "fitpack/prediction/bilinear_prediction.hpp"
#include "les_houches.hpp"

/// Drell-Yan rows of both kinds at scales in several pieces, with windows of many lengths, and toy
/// PDFs to predict them from.
namespace fitpack::testing {

inline constexpr double smallest_x = 0.05;

/// Three blocks, between the rows some of another kind.
inline BilinearPrediction bilinear_rows() {
  const XGrid grid(smallest_x);
  qcd::TheoryOptions options = les_houches_options(qcd::Order::nlo, smallest_x);
  options.q2_max = 400.0;
  const qcd::Evolution evolution(options, grid);
  const qcd::EvolutionTable table(evolution);
  const dis::BasisChange basis(*flavour_basis("herapdf"), grid.size());
  const std::vector<double> scales{17.0, 20.25, 29.0, 55.0, 90.0, 290.0};
  std::vector<std::vector<std::optional<BilinearRow>>> rows(3);
  for (std::size_t k = 0; k < 11; ++k) {
    BilinearRow row;
    const double t = static_cast<double>(k);
    row.forms = drell_yan::channel_forms(
        grid, k % 2 == 0 ? drell_yan::Variable::rapidity : drell_yan::Variable::feynman_x,
        {0.2 + 0.06 * t, 0.5 - 0.03 * t}, {0.03, 0.1 * t});
    row.mu2 = scales[k % scales.size()];
    row.prefactor = 1.0 + t;
    row.proton_fraction = k % 3 == 0 ? 1.0 : 0.4;
    row.kind = k % 4 == 1 ? BilinearKind::over_proton : BilinearKind::cross_section;
    rows[k % 2 == 0 ? 0 : 2].emplace_back(std::move(row));
    if (k % 5 == 0) rows[k / 5].emplace_back();
  }
  // The window of all forms.
  return {drell_yan::PartonOperators(table, basis, grid.size(), drell_yan::window_above(grid, 0.2),
                                     scales),
          std::move(rows)};
}

/// [set][column][function × node]: column 0 toy PDFs that differ from set to set, the others
/// directions.
inline std::vector<double> bilinear_pdfs(std::size_t n_sets, std::size_t columns) {
  std::vector<double> f;
  const XGrid grid(smallest_x);
  for (std::size_t set = 0; set < n_sets; ++set)
    for (std::size_t c = 0; c < columns; ++c)
      for (int function = 0; function < 6; ++function)
        for (const double x : grid.nodes()) {
          const Partons p = les_houches(x);
          const double values[] = {p.gluon, p.u_valence, p.d_valence, p.ubar, p.dbar, p.strange};
          const double phase = static_cast<double>(7 * set + 3 * c) + function;
          const double wave = std::sin(phase + 5.0 * x);
          f.push_back(values[function] * (c == 0 ? 1.0 + 0.2 * wave : wave));
        }
  return f;
}

/// [set][column][row] on the processor, of the rows of `prediction` that are Drell-Yan.
inline std::vector<double> predict_bilinear(const BilinearPrediction& prediction,
                                            const std::vector<double>& f, std::size_t n_sets,
                                            std::size_t columns) {
  const std::vector<BilinearBatchRow> rows = prediction.batch().rows;
  const std::size_t stride = padded(columns), n = prediction.n_columns();
  std::vector<double> result(n_sets * columns * rows.size());
  for (std::size_t set = 0; set < n_sets; ++set) {
    AlignedVector table(n * stride), all;
    for (std::size_t c = 0; c < columns; ++c)
      for (std::size_t a = 0; a < n; ++a) table[a * stride + c] = f[(set * columns + c) * n + a];
    for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
      AlignedVector out(prediction.n_rows(b) * stride);
      prediction.values_and_derivatives(b, table, stride, out);
      all.insert(all.end(), out.begin(), out.end());
    }
    for (std::size_t c = 0; c < columns; ++c)
      for (std::size_t k = 0; k < rows.size(); ++k)
        result[(set * columns + c) * rows.size() + k] = all[rows[k].row * stride + c];
  }
  return result;
}

}  // namespace fitpack::testing
