// Studies of unbinned fits, each printed as a table in Markdown:
//   fitpack_events_study [grid] [histogram] [closure] [binned] [minimisers] [precision]
#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <set>
#include <string>

#include "../../support/phase_space_points.hpp"
#include "../../support/shipped_card.hpp"
#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/event_density.hpp"
#include "fitpack/analysis/operator_grid.hpp"
#include "fitpack/core/quadrature.hpp"
#include "fitpack/events/phase_space_quadrature.hpp"
#include "fitpack/fit/covariance.hpp"
#include "fitpack/fit/minimiser.hpp"
#include "fitpack/prediction/linear_prediction.hpp"

namespace {

using namespace fitpack;  // NOLINT: a program of one file

RunCard closure_card() { return shipped_card("events_closure.yaml", {"cache.enabled=false"}); }

/// The card, its density and its PDFs.
struct Study {
  RunCard card = closure_card();
  EventDensity density{Communicator(), card, silent_logger()};
  std::shared_ptr<const DensityKernel> kernel = density.kernel();
  std::shared_ptr<SampledPdfs> pdfs =
      std::make_shared<SampledPdfs>(pdf_model(card), XGrid(card.theory.x_min).nodes());
  std::vector<double> truth = card.parameters.start_values();
  std::size_t n = truth.size();

  [[nodiscard]] std::vector<double> pdfs_at(const std::vector<double>& theta) const {
    std::vector<double> f(pdfs->n_values());
    if (!pdfs->values(theta, f)) throw InputError("no PDFs");
    return f;
  }
  [[nodiscard]] EventSample sample(std::size_t events, std::uint64_t seed) const {
    return sample_of(density.definition(), density.sample(truth, events, seed));
  }
  [[nodiscard]] DistributedObjective objective(const EventSample& events) const {
    ObjectiveInput input;
    input.parameters = card.parameters;
    input.pdfs = pdfs;
    input.chi_square = make_chi_square("hera");
    input.prediction = std::make_unique<LinearPrediction>(
        LinearKernel(pdfs->n_values(), std::vector<std::size_t>{}));
    input.events.push_back(std::make_unique<UnbinnedLikelihood>(Communicator(), kernel, events,
                                                                LikelihoodKind::unbinned));
    return {Communicator(), std::move(input)};
  }
  /// One step from the truth in every parameter.
  [[nodiscard]] std::vector<double> displaced() const {
    std::vector<double> theta = truth;
    const std::vector<double> steps = card.parameters.steps();
    for (std::size_t p = 0; p < n; ++p) theta[p] += p % 2 == 0 ? steps[p] : -steps[p];
    return theta;
  }
};

double seconds_of(const std::function<void()>& body) {
  const auto begin = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Errors of ln σ in a band of y.
struct BandOfErrors {
  double structure_functions = 0.0, cells = 0.0, sum = 0.0;
  std::size_t points = 0;
};

/// ln σ from the cells, and from structure functions interpolated in (x, Q²) with the y of the
/// point, against rows built for each point; a tenth of y each.
void grid_study(const Study& study) {
  const PhaseSpace& space = study.density.phase_space();
  const OperatorGrid operators({}, study.card, study.density.definition().beam, space.region(),
                               silent_logger());
  const phase_space_points::DirectRows direct_row(study.card, study.density.definition());
  const std::vector<double> f = study.pdfs_at(study.truth);
  const auto times_f = [&f](std::span<const double> row) {
    return std::inner_product(row.begin(), row.end(), f.begin(), 0.0);
  };
  const AlignedVector cells = study.kernel->coefficients(study.kernel->node_values(f));
  std::array<BandOfErrors, 10> bands;
  std::vector<double> row(operators.n_columns());
  const EventColumns points = phase_space_points::everywhere(
      space, 3000, 300, structure_function_thresholds(study.card.theory));
  for (std::size_t e = 0; e < points.size(); ++e) {
    const double x = points.x[e], q2 = points.q2[e];
    const double direct = times_f(direct_row(x, q2));
    operators.flat_row(operators.grid().locate(x, q2), space.y(x, q2), row);
    const dis::CellPoint at = study.kernel->grid().locate(x, q2);
    const double cell = evaluate(cells.data() + at.cell * n_coefficients, at.u, at.v);
    BandOfErrors& band =
        bands[std::min<std::size_t>(static_cast<std::size_t>(10.0 * space.y(x, q2)), 9)];
    band.structure_functions =
        std::max(band.structure_functions, std::abs(std::log(times_f(row) / direct)));
    band.cells = std::max(band.cells, std::abs(std::log(cell / direct)));
    band.sum += std::log(cell / direct);
    ++band.points;
  }
  std::printf(
      "\n### Cells against direct evaluation, %zu points, %zu cells for %zu of structure "
      "functions\n\n",
      points.size(), study.kernel->grid().n_cells(), operators.grid().n_cells());
  std::printf("| y | points | largest error, structure functions | cells | mean error |\n");
  std::printf("|---|---|---|---|---|\n");
  for (std::size_t b = 0; b < bands.size(); ++b)
    if (bands[b].points > 0)
      std::printf("| 0.%zu | %zu | %.1e | %.1e | %.1e |\n", b, bands[b].points,
                  bands[b].structure_functions, bands[b].cells,
                  bands[b].sum / static_cast<double>(bands[b].points));
}

/// 20 × 20 bins in ln x and ln Q², those that meet the phase space.
struct Bins {
  static constexpr std::size_t side = 20;
  explicit Bins(const PhaseSpace& whole) : space(whole) {}
  PhaseSpace space;
  [[nodiscard]] PhaseSpace box(std::size_t i, std::size_t j) const {
    const auto at = [](double low, double high, std::size_t k) {
      return low * std::pow(high / low, static_cast<double>(k) / side);
    };
    PhaseSpace result = space;
    result.x_min = at(space.x_min, space.x_max, i);
    result.x_max = at(space.x_min, space.x_max, i + 1);
    result.q2_min = at(space.q2_min, space.q2_max, j);
    result.q2_max = at(space.q2_min, space.q2_max, j + 1);
    return result;
  }
  [[nodiscard]] std::size_t bin(double x, double q2) const {
    const auto at = [](double low, double high, double value) {
      return std::min(static_cast<std::size_t>(side * std::log(value / low) / std::log(high / low)),
                      side - 1);
    };
    return at(space.x_min, space.x_max, x) * side + at(space.q2_min, space.q2_max, q2);
  }
};

/// Cross sections of all bins as rows over f.
std::vector<std::vector<double>> bin_rows(const Study& study, const Bins& bins) {
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < Bins::side; ++i)
    for (std::size_t j = 0; j < Bins::side; ++j) {
      const PhaseSpace box = bins.box(i, j);
      rows.push_back(box.empty()
                         ? std::vector<double>()
                         : study.kernel->transposed(quadrature_weights(*study.kernel, box)));
    }
  return rows;
}

std::vector<double> bin_counts(const Bins& bins, const EventColumns& events) {
  std::vector<double> counts(Bins::side * Bins::side, 0.0);
  for (std::size_t e = 0; e < events.size(); ++e) counts[bins.bin(events.x[e], events.q2[e])] += 1;
  return counts;
}

void histogram_study(const Study& study) {
  constexpr std::size_t events = 10'000'000;
  EventColumns drawn;
  const double seconds = seconds_of([&] { drawn = study.density.sample(study.truth, events, 7); });
  const Bins bins(study.density.phase_space());
  const auto counts = bin_counts(bins, drawn);
  const auto rows = bin_rows(study, bins);
  const std::vector<double> f = study.pdfs_at(study.truth);
  const double integral = study.kernel->integral(f);
  double chi2 = 0.0;
  std::size_t used = 0;
  for (std::size_t b = 0; b < rows.size(); ++b) {
    if (rows[b].empty()) continue;
    const double expected =
        events * std::inner_product(f.begin(), f.end(), rows[b].begin(), 0.0) / integral;
    if (expected < 25.0) continue;
    chi2 += (counts[b] - expected) * (counts[b] - expected) / expected;
    ++used;
  }
  // Moments by quadrature of the density on its smooth pieces.
  const AlignedVector c = study.kernel->coefficients(study.kernel->node_values(f));
  const GaussLegendre rule(12);
  std::array<double, 5> moments{};  // 1, ln x, ln² x, ln Q², ln² Q²
  const PhaseSpace& space = study.density.phase_space();
  const auto q2_borders = smooth_q2_pieces(*study.kernel, space);
  for (std::size_t p = 1; p < q2_borders.size(); ++p)
    rule.for_each(std::log(q2_borders[p - 1]), std::log(q2_borders[p]), [&](double lq, double wq) {
      const double q2 = std::exp(lq);
      const auto x_borders = smooth_x_pieces(*study.kernel, space, q2);
      for (std::size_t k = 1; k < x_borders.size(); ++k)
        rule.for_each(
            std::log(x_borders[k - 1]), std::log(x_borders[k]), [&](double lx, double wx) {
              const double x = std::exp(lx);
              const dis::CellPoint at = study.kernel->grid().locate(x, q2);
              const double density = study.kernel->prefactor()(x, q2) *
                                     evaluate(c.data() + at.cell * n_coefficients, at.u, at.v);
              const double weight = wq * wx * x * q2 * density;
              moments[0] += weight;
              moments[1] += weight * lx;
              moments[2] += weight * lx * lx;
              moments[3] += weight * lq;
              moments[4] += weight * lq * lq;
            });
    });
  double mean_x = 0.0, mean_q2 = 0.0;
  for (std::size_t e = 0; e < events; ++e) {
    mean_x += std::log(drawn.x[e]) / events;
    mean_q2 += std::log(drawn.q2[e]) / events;
  }
  const auto pull = [&](double found, double first, double second) {
    const double mean = first / moments[0];
    return (found - mean) / std::sqrt((second / moments[0] - mean * mean) / events);
  };
  std::printf("\n### Sampled against density, %zu events in %.2f s\n\n", events, seconds);
  std::printf("| bins | χ² per bin | pull of ⟨ln x⟩ | pull of ⟨ln Q²⟩ |\n|---|---|---|---|\n");
  std::printf("| %zu | %.3f | %.2f | %.2f |\n", used, chi2 / static_cast<double>(used),
              pull(mean_x, moments[1], moments[2]), pull(mean_q2, moments[3], moments[4]));
}

void closure_study(const Study& study) {
  constexpr std::size_t samples = 100, events = 100'000;
  std::vector<double> sum(study.n, 0.0), squares(study.n, 0.0);
  std::size_t converged = 0;
  for (std::size_t k = 0; k < samples; ++k) {
    DistributedObjective objective = study.objective(study.sample(events, 1000 + k));
    const Minimum minimum = minimise(objective, study.displaced(), study.card.fit);
    converged += minimum.status == FitStatus::converged ? 1 : 0;
    const Covariance covariance = covariance_of(minimum.model, std::vector<bool>(study.n, false));
    for (std::size_t p = 0; p < study.n; ++p) {
      const double pull =
          (minimum.theta[p] - study.truth[p]) / std::sqrt(covariance.covariance[p * study.n + p]);
      sum[p] += pull;
      squares[p] += pull * pull;
    }
  }
  std::printf("\n### Closure: %zu samples of %zu events, %zu fits converged\n\n", samples, events,
              converged);
  std::printf("| parameter | mean pull | width |\n|---|---|---|\n");
  const auto names = study.density.parameter_names();
  for (std::size_t p = 0; p < study.n; ++p) {
    const double mean = sum[p] / samples;
    std::printf("| %s | %.2f | %.2f |\n", names[p].c_str(), mean,
                std::sqrt((squares[p] - samples * mean * mean) / (samples - 1)));
  }
}

/// Errors of a multinomial fit to the counts of bins: Σ_b n_b ∂ ln p_b ∂ ln p_bᵀ.
void binned_study(const Study& study) {
  constexpr std::size_t events = 1'000'000;
  const EventColumns drawn = study.density.sample(study.truth, events, 5);
  DistributedObjective objective = study.objective(sample_of(study.density.definition(), drawn));
  const Minimum minimum = minimise(objective, study.truth, study.card.fit);
  const Covariance unbinned = covariance_of(minimum.model, std::vector<bool>(study.n, false));
  const Bins bins(study.density.phase_space());
  const auto counts = bin_counts(bins, drawn);
  const auto rows = bin_rows(study, bins);
  const std::size_t stride = padded(study.n + 1);
  AlignedVector table(study.pdfs->n_values() * stride);
  if (!study.pdfs->values_and_derivatives(minimum.theta, table, stride)) return;
  const auto slopes = [&](std::span<const double> row) {  // σ and ∂σ
    std::vector<double> result(study.n + 1, 0.0);
    for (std::size_t a = 0; a < row.size(); ++a)
      for (std::size_t p = 0; p <= study.n; ++p) result[p] += row[a] * table[a * stride + p];
    return result;
  };
  const auto whole = slopes(study.kernel->integral_row());
  const auto size = static_cast<Eigen::Index>(study.n);
  Eigen::MatrixXd information = Eigen::MatrixXd::Zero(size, size);
  for (std::size_t b = 0; b < rows.size(); ++b) {
    if (counts[b] == 0.0) continue;
    const auto bin = slopes(rows[b]);
    Eigen::VectorXd score(size);
    for (std::size_t p = 0; p < study.n; ++p)
      score[static_cast<Eigen::Index>(p)] = bin[1 + p] / bin[0] - whole[1 + p] / whole[0];
    information += counts[b] * score * score.transpose();
  }
  const Eigen::MatrixXd covariance = information.inverse();
  std::printf("\n### Unbinned against 20 × 20 bins, the same %zu events\n\n", events);
  std::printf("| parameter | error, unbinned | error, binned | ratio |\n|---|---|---|---|\n");
  const auto names = study.density.parameter_names();
  for (std::size_t p = 0; p < study.n; ++p) {
    const auto i = static_cast<Eigen::Index>(p);
    const double events_error = std::sqrt(unbinned.covariance[p * study.n + p]);
    const double bins_error = std::sqrt(covariance(i, i));
    std::printf("| %s | %.3g | %.3g | %.3f |\n", names[p].c_str(), events_error, bins_error,
                bins_error / events_error);
  }
}

void minimiser_study(const Study& study) {
  const EventSample events = study.sample(200'000, 3);
  std::printf("\n### Minimisers, the same 200000 events from one step off the truth\n\n");
  std::printf(
      "| minimiser | iterations | F alone | F and gradient | F and local model | −ln L |\n");
  std::printf("|---|---|---|---|---|---|\n");
  for (const auto& [kind, name] :
       {std::pair{MinimiserKind::levenberg_marquardt, "Gauss-Newton by Fisher rows"},
        std::pair{MinimiserKind::lbfgs, "L-BFGS"}}) {
    DistributedObjective objective = study.objective(events);
    MinimiserOptions options = study.card.fit;
    options.minimiser = kind;
    const Minimum minimum = minimise(objective, study.displaced(), options);
    std::printf("| %s | %d | %zu | %zu | %zu | %.8f%s |\n", name, minimum.iterations,
                objective.times().values, objective.times().gradients, objective.times().models,
                minimum.model.objective,
                minimum.status == FitStatus::converged ? "" : " (not converged)");
  }
}

void precision_study(const Study& study) {
  constexpr std::size_t events = 1'000'000;
  constexpr int repetitions = 20;
  const EventSample sample = study.sample(events, 3);
  const std::vector<double> f = study.pdfs_at(study.truth);
  const std::size_t stride = padded(study.n + 1);
  AlignedVector table(study.pdfs->n_values() * stride);
  if (!study.pdfs->values_and_derivatives(study.truth, table, stride)) return;
  double reference = 0.0;
  std::vector<double> reference_gradient, errors;
  std::printf("\n### Precision, %zu events\n\n", events);
  std::printf(
      "| precision | error of ln L per event | error of the gradient, standard deviations | ms |\n"
      "|---|---|---|---|\n");
  for (const auto& [precision, name] :
       {std::pair{EventPrecision::full, "double"}, std::pair{EventPrecision::mixed, "mixed"},
        std::pair{EventPrecision::single, "single"}}) {
    UnbinnedLikelihood likelihood({}, study.kernel, sample, LikelihoodKind::unbinned, precision);
    FailureGuard guard;
    likelihood.accumulate(f, EventWant::information, guard);
    if (precision == EventPrecision::full) {
      const auto information = likelihood.information(table, stride, study.n);
      for (std::size_t p = 0; p < study.n; ++p)
        errors.push_back(std::sqrt(information[p * study.n + p]));
    }
    double best = 1e9, value = 0.0;
    std::vector<double> gradient;
    for (int r = 0; r < repetitions; ++r)
      best = std::min(best, seconds_of([&] {
                        likelihood.accumulate(f, EventWant::gradient, guard);
                        value = likelihood.objective();
                        gradient = likelihood.gradient(table, stride, study.n);
                      }));
    if (precision == EventPrecision::full) {
      reference = value;
      reference_gradient = gradient;
    }
    double worst = 0.0;
    for (std::size_t p = 0; p < study.n; ++p)
      worst = std::max(worst, std::abs(gradient[p] - reference_gradient[p]) / errors[p]);
    std::printf("| %s | %.1e | %.1e | %.2f |\n", name, std::abs(value - reference) / events, worst,
                1e3 * best);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::set<std::string> asked(argv + 1, argv + argc);
  const std::pair<const char*, void (*)(const Study&)> studies[] = {
      {"grid", grid_study},     {"histogram", histogram_study},  {"closure", closure_study},
      {"binned", binned_study}, {"minimisers", minimiser_study}, {"precision", precision_study}};
  const Study study;
  for (const auto& [name, run] : studies)
    if (asked.empty() || asked.contains(name)) run(study);
  return 0;
}
