#include "fitpack/analysis/lhapdf_prediction.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <sstream>

#include "fitpack/analysis/drell_yan_theory.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/prediction/fixed_prediction.hpp"

namespace fitpack {

namespace {

/// Where an XGrid begins at the latest.
constexpr double largest_x_min = 0.01;
/// α_s of card and set may differ by rounding, relative; masses too.
constexpr double noted_difference = 1e-4;

double grid_begin(const RunCard& card, const LhapdfInput& set) {
  const double x_min = std::max(card.theory.x_min, set.grid.x_min());
  if (x_min <= largest_x_min) return x_min;
  throw InputError("the PDF set " + set.info.name + " begins at x = " + format_number(x_min) +
                   ", above 0.01; use a set that reaches smaller x");
}

qcd::TheoryOptions with_x_min(qcd::TheoryOptions theory, double x_min) {
  theory.x_min = x_min;
  return theory;
}

/// The coupling of a set that gives no table.
qcd::TheoryOptions coupling_of(qcd::TheoryOptions theory, const LhapdfInfo& info) {
  theory.order = static_cast<qcd::Order>(std::clamp(info.alphas_order, 0, 2));
  theory.alphas_mz = info.alphas_mz;
  theory.alphas_scale = info.mz;
  theory.mc = info.m_charm.value_or(theory.mc);
  theory.mb = info.m_bottom.value_or(theory.mb);
  theory.mt = info.m_top.value_or(theory.mt);
  return theory;
}

std::string difference(const char* what, double of_set, double of_card) {
  return std::string(what) + " is " + format_number(of_set) + " in the set and " +
         format_number(of_card) + " in the card";
}

/// Values of the rows of this rank, by block; a failure on any rank reaches all.
template <class Value>
std::vector<std::vector<double>> local_values(const Communicator& comm,
                                              const Measurements& measurements, Value&& value) {
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::vector<double>> values;
  agree(comm, [&] {
    for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
      values.emplace_back();
      const IndexRange rows = layout.rows_of_block(b);
      for (std::size_t i = rows.begin; i < rows.end; ++i) {
        const RowAddress at = measurements.row(i);
        values.back().push_back(value(measurements.datasets()[at.dataset], at.point));
      }
    }
  });
  return values;
}

/// Partons of a nucleon that is a proton with probability z and else a neutron.
dis::PartonValues nucleon(dis::PartonValues partons, double z) {
  if (z == 1.0) return partons;
  for (auto* quarks : {&partons.plus, &partons.minus}) {
    const qcd::Vector up = (*quarks)[dis::up], down = (*quarks)[dis::down];
    (*quarks)[dis::up] = z * up + (1.0 - z) * down;
    (*quarks)[dis::down] = z * down + (1.0 - z) * up;
  }
  return partons;
}

std::size_t columns_of(const RunCard& card) {
  return flavour_basis(card.pdfs.basis)->size() * XGrid(card.theory.x_min).size();
}

}  // namespace

LhapdfTheory::LhapdfTheory(const RunCard& card, LhapdfInput set)
    : card_(card),
      set_(std::move(set)),
      grid_(grid_begin(card, set_)),
      evolution_(with_x_min(card.theory, grid_.x_min()), grid_),
      coefficients_(evolution_),
      coupling_(coupling_of(card.theory, set_.info)) {}

double LhapdfTheory::alpha_s(double q) const {
  return set_.info.alphas.q.empty() ? coupling_.alpha_s(q * q) : set_.info.alphas.at(q);
}

dis::PartonValues LhapdfTheory::partons(double q) const {
  const std::vector<GridPoint> points = set_.grid.at(grid_.nodes(), q);
  const auto n = static_cast<Eigen::Index>(points.size());
  dis::PartonValues result;
  result.gluon.resize(n);
  for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
    result.plus[f].resize(n);
    result.minus[f].resize(n);
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    const GridPoint& point = points[static_cast<std::size_t>(i)];
    result.gluon[i] = point.gluon;
    for (std::size_t f = 0; f < qcd::n_quarks; ++f) {
      result.plus[f][i] = point.quark[f] + point.antiquark[f];
      result.minus[f][i] = point.quark[f] - point.antiquark[f];
    }
  }
  return result;
}

double LhapdfTheory::value_at(const Dataset& dataset, std::size_t point, KernelPart part) const {
  const qcd::TheoryOptions& theory = evolution_.options();
  const double x = dataset.x[point], q2 = dataset.q2[point], q = std::sqrt(q2);
  if (x < grid_.x_min())
    throw InputError("x = " + format_number(x) + " is below " + format_number(grid_.x_min()) +
                     ", where the grid of the card or the PDF set begins; lower "
                     "theory.grid.x_min, use another set or cut the point");
  require_hard_scales(theory, q2);
  const double mu_f = theory.mu_f_over_q * q;
  const int nf = evolution_.coupling().active_flavours(mu_f * mu_f);
  const double a_s = alpha_s(theory.mu_r_over_q * q) / (4.0 * std::numbers::pi);
  const dis::HeavyQuarks heavy(theory, q2, nf);
  const auto observable = part_of(
      dis::observable_of(dataset, point, card_.electroweak, heavy, theory.target_mass), part);
  const bool of_proton = part == KernelPart::denominator;
  const dis::PartonValues values =
      nucleon(partons(mu_f), of_proton ? 1.0 : dataset.target.proton_fraction());
  double sum = coefficients_.row(observable.massless, x, q2, nf, a_s).apply(values);
  if (!observable.massive.empty()) {
    const dis::PointScales scales{a_s, -2.0 * std::log(theory.mu_f_over_q), nf};
    sum += dis::massive_parton_row(grid_, scales, observable.massive, x).apply(values);
  }
  return of_proton ? sum : sum * dataset.factor(point);
}

double LhapdfTheory::drell_yan_value_at(const Dataset& dataset, std::size_t point) const {
  require_drell_yan_theory(card_, dataset);
  const std::size_t one[] = {point};
  const drell_yan::Point at =
      drell_yan_points(evolution_.options(), select_points(dataset, one)).front();
  const double q = std::sqrt(at.q2);
  const double a_s = alpha_s(evolution_.options().mu_r_over_q * q) / (4.0 * std::numbers::pi);
  return drell_yan_value(drell_yan_forms(grid_, evolution_.options(), at, a_s), dataset, at,
                         partons(evolution_.options().mu_f_over_q * q));
}

double LhapdfTheory::value(const Dataset& dataset, std::size_t point, KernelPart part) const {
  try {
    if (dataset.process == Process::drell_yan)
      return part == KernelPart::all ? drell_yan_value_at(dataset, point) : 0.0;
    if (!has_part(dataset, part)) return 0.0;
    const double value = value_at(dataset, point, part);
    if (!dataset.target.is_ratio() || part != KernelPart::all) return value;
    return value / value_at(dataset, point, KernelPart::denominator);
  } catch (const InputError& error) {
    throw InputError("data set " + dataset.name + ", point " +
                     std::to_string(dataset.file_rows[point]) + ": " + error.what());
  }
}

std::vector<std::string> LhapdfTheory::differences() const {
  const qcd::TheoryOptions& theory = card_.theory;
  const LhapdfInfo& info = set_.info;
  std::vector<std::string> notes;
  const auto compare = [&](const char* what, double of_set, double of_card) {
    if (std::abs(of_set / of_card - 1.0) > noted_difference)
      notes.push_back(difference(what, of_set, of_card));
  };
  if (info.order_qcd != static_cast<int>(theory.order))
    notes.push_back("the set was evolved at order " + std::to_string(info.order_qcd) +
                    " (0 = LO) and the card computes at " + qcd::to_string(theory.order));
  compare("alpha_s(M_Z)", info.alphas_mz, qcd::RunningCoupling(theory).alpha_s(info.mz * info.mz));
  if (info.m_charm) compare("the charm mass", *info.m_charm, theory.mc);
  if (info.m_bottom) compare("the bottom mass", *info.m_bottom, theory.mb);
  if (info.alphas.q.empty())
    notes.push_back("the set has no table of alpha_s; it runs from AlphaS_MZ");
  for (int quark = 4; quark <= theory.nf_max; ++quark)
    if (!set_.grid.has(quark) || !set_.grid.has(-quark))
      notes.push_back("the set has no quark " + std::to_string(quark) +
                      " (PDG code) and the card up to " + std::to_string(theory.nf_max) +
                      " flavours; it counts as zero");
  return notes;
}

BuiltPrediction predict_with_set(const Communicator& comm, const RunCard& card,
                                 const Measurements& measurements, const LhapdfInput& set,
                                 const Logger& logger) {
  const auto begin = std::chrono::steady_clock::now();
  std::unique_ptr<LhapdfTheory> theory;
  agree(comm, [&] { theory = std::make_unique<LhapdfTheory>(card, set); });
  if (comm.is_root())
    for (const std::string& note : theory->differences()) logger->warn("{}", note);
  const auto part = [&](KernelPart which) {
    return std::make_unique<FixedPrediction>(
        columns_of(card),
        local_values(comm, measurements, [&](const Dataset& dataset, std::size_t point) {
          return theory->value(dataset, point, which);
        }));
  };
  BuiltPrediction built;
  built.prediction = part(KernelPart::all);
  if (has_higher_twist(card))
    built.prediction = with_higher_twist(comm, card, measurements, std::move(built.prediction),
                                         part(KernelPart::f2));
  built.summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return built;
}

BuiltPrediction predict_evolving_set(const Communicator& comm, const RunCard& card,
                                     const Measurements& measurements, const LhapdfInput& set,
                                     const Logger& logger, const Progress& progress) {
  FunctionsOfSet pdfs;
  agree(comm, [&] {
    pdfs = functions_of_set(set.grid, *flavour_basis(card.pdfs.basis), std::sqrt(card.theory.q0_2),
                            XGrid(card.theory.x_min).nodes());
  });
  if (comm.is_root() && pdfs.lost > noted_difference)
    logger->warn(
        "up to {:.2g} of the largest parton is lost: the basis {} cannot hold s - sbar "
        "and heavy quarks of the set at the initial scale",
        pdfs.lost, card.pdfs.basis);
  BuiltPrediction kernels = build_prediction(comm, card, measurements, logger, progress);
  kernels.prediction->set_parameters(card.parameters.start_values());
  std::vector<std::vector<double>> values;
  for (std::size_t b = 0; b < kernels.prediction->n_blocks(); ++b) {
    values.emplace_back(kernels.prediction->n_rows(b));
    kernels.prediction->values(b, pdfs.values, values.back());
  }
  return {std::make_unique<FixedPrediction>(columns_of(card), std::move(values)), kernels.summary};
}

}  // namespace fitpack
