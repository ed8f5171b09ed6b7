#include "fitpack/analysis/pdf_evaluator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/pdf_members.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/io/number_text.hpp"

namespace fitpack {

namespace {

/// Tables that are kept, some ten megabytes each.
constexpr std::size_t most_tables = 4;
constexpr double smallest_x = 1e-15;                   // below, the grid would be huge
constexpr double smallest_q = 1e-3, largest_q = 1e15;  // GeV

void require_points(std::span<const double> x, std::span<const double> q) {
  for (const double value : x)
    if (!(value >= smallest_x && value <= 1.0))
      throw InputError("x = " + format_number(value) +
                       " is not a momentum fraction; expected 1e-15 <= x <= 1");
  for (const double value : q)
    if (!(value >= smallest_q && value <= largest_q))
      throw InputError("Q = " + format_number(value) +
                       " GeV is not a scale; expected 1e-3 to 1e15");
}

/// All that can differ between the theories of one card.
bool same_theory(const qcd::TheoryOptions& a, const qcd::TheoryOptions& b) {
  return a.x_min == b.x_min && a.q2_max == b.q2_max &&
         std::ranges::all_of(theory_values,
                             [&](const TheoryValue& v) { return a.*v.value == b.*v.value; });
}

void write_flavours(const EvolvedPdfs& point, double* out) {
  double* gluon = out + qcd::n_quarks;
  *gluon = point.gluon;
  for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
    gluon[f + 1] = point.quark[f];
    *(gluon - f - 1) = point.antiquark[f];
  }
}

}  // namespace

bool has_theory(const RunCard& card, std::span<const double> theta) {
  if (!std::ranges::all_of(theta, [](double value) { return std::isfinite(value); })) return false;
  return std::ranges::all_of(theory_values, [&](const TheoryValue& value) {
    const auto index = card.parameters.find(card.theory_parameters.*value.parameter);
    const auto free = index ? card.parameters.free_index(*index) : std::nullopt;
    if (!free) return true;
    const Parameter& p = card.parameters[*index];
    return theta[*free] >= p.lower.value_or(theta[*free]) &&
           theta[*free] <= p.upper.value_or(theta[*free]);
  });
}

std::array<int, PdfEvaluator::n_flavours> PdfEvaluator::pdg_ids() {
  constexpr int gluon = 21;
  std::array<int, n_flavours> ids{};
  for (std::size_t k = 0; k < ids.size(); ++k)
    ids[k] = static_cast<int>(k) - static_cast<int>(qcd::n_quarks);
  ids[qcd::n_quarks] = gluon;
  return ids;
}

PdfEvaluator::PdfEvaluator(const RunCard& card)
    : card_(card), model_(pdf_model(card)), basis_(*flavour_basis(card.pdfs.basis)) {}

void PdfEvaluator::evaluate(std::span<const double> thetas, std::size_t n_sets,
                            std::span<const double> x, std::span<const double> q,
                            std::span<double> out) {
  const std::size_t n = n_parameters(), size = x.size() * q.size() * n_flavours;
  FITPACK_EXPECTS(thetas.size() == n_sets * n && out.size() == n_sets * size);
  require_points(x, q);
  std::vector<PdfScale> scales;
  for (const double scale : q) scales.push_back({scale, std::nullopt});
  const std::lock_guard lock(turn_);
  for (std::size_t k = 0; k < n_sets; ++k)
    evaluate_one(thetas.subspan(k * n, n), x, scales, out.subspan(k * size, size));
}

void PdfEvaluator::evaluate_one(std::span<const double> theta, std::span<const double> x,
                                std::span<const PdfScale> scales, std::span<double> out) {
  std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
  if (out.empty() || !has_theory(card_, theta)) return;
  const std::vector<double> all = card_.parameters.all_values(theta);
  const Table& table = table_of(reaching(theory_at(all), x, scales));
  const auto initial = model_.values(all, table.grid.nodes());
  if (!initial) return;
  const std::vector<std::vector<double>> one{*initial};
  const auto evolved = evolve_members(table.operators, table.grid, basis_, one, x, scales).front();
  for (std::size_t i = 0; i < evolved.size(); ++i)
    write_flavours(evolved[i], out.data() + i * n_flavours);
}

qcd::TheoryOptions PdfEvaluator::theory_at(std::span<const double> all) const {
  qcd::TheoryOptions theory = card_.theory;
  set_theory_values(card_.theory_parameters, card_.parameters, all, theory);
  return theory;
}

const PdfEvaluator::Table& PdfEvaluator::table_of(const qcd::TheoryOptions& theory) {
  const auto known = std::ranges::find_if(
      tables_, [&](const Table& table) { return same_theory(table.theory, theory); });
  if (known != tables_.end()) {
    tables_.splice(tables_.begin(), tables_, known);
    return tables_.front();
  }
  tables_.emplace_front(theory);
  if (tables_.size() > most_tables) tables_.pop_back();
  return tables_.front();
}

}  // namespace fitpack
