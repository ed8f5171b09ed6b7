// Local models and gradients of BatchObjective; its values are in batch_objective.cpp.
#include <algorithm>
#include <cmath>
#include <iterator>

#include "fitpack/analysis/batch_objective.hpp"
#include "fitpack/analysis/pdf_evaluator.hpp"
#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/not_a_number.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/reduction/other_terms.hpp"
#include "fitpack/reduction/tsqr.hpp"

namespace fitpack {

namespace {

/// Sets whose PDFs and derivatives are held at once.
constexpr std::size_t models_per_part = 1024;

bool is_finite(const LocalModel& model) {
  const auto finite = [](double x) { return std::isfinite(x); };
  return finite(model.objective) && std::ranges::all_of(model.r, finite) &&
         std::ranges::all_of(model.z, finite);
}

/// R and z of the first rows of [R | z], rows `stride` apart.
void take_triangle(const double* rows, std::size_t stride, LocalModel& model) {
  const std::size_t n = model.n;
  model.r.assign(n * n, 0.0);
  model.z.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i, rows += stride) {
    std::copy(rows + i, rows + n, model.r.data() + i * n + i);
    model.z[i] = rows[n];
  }
}

/// As numbers that travel: validity, χ² and its parts, R with its zeros left out, z.
void pack(const LocalModel& model, std::vector<double>& numbers) {
  const ChiSquareParts& c = model.chi2;
  for (const double x : {model.valid ? 1.0 : 0.0, c.total, c.points, c.correlated, c.log_penalty,
                         c.prior, c.penalty})
    numbers.push_back(x);
  for (std::size_t i = 0; i < model.n; ++i) {
    const auto row = model.r.begin() + static_cast<std::ptrdiff_t>(i * model.n);
    numbers.insert(numbers.end(), row + static_cast<std::ptrdiff_t>(i),
                   row + static_cast<std::ptrdiff_t>(model.n));
  }
  numbers.insert(numbers.end(), model.z.begin(), model.z.end());
}

LocalModel unpacked(const double* numbers, std::size_t n) {
  LocalModel model;
  model.valid = numbers[0] == 1.0;
  model.chi2 = {numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]};
  model.objective = 0.5 * model.chi2.total;
  model.n = n;
  model.r.assign(n * n, 0.0);
  numbers += 7;
  for (std::size_t i = 0; i < n; numbers += n - i, ++i)
    std::copy_n(numbers, n - i, model.r.data() + i * n + i);
  model.z.assign(numbers, numbers + n);
  return model;
}

SetGradient gradient_of(const LocalModel& model) {
  SetGradient set;
  set.valid = model.valid;
  set.chi2 = 2.0 * model.objective;
  if (!model.valid) return set;
  set.gradient = model.gradient();
  for (double& slope : set.gradient) slope *= 2.0;
  return set;
}

}  // namespace

/// What sets bring to their local models.
struct BatchObjective::SlopeTables {
  std::vector<double> f;                    ///< [set][1 + n][column]: f, then ∂f/∂θ
  std::vector<AlignedVector> other_rows;    ///< [∂r/∂θ | r] of priors and of active penalties
  std::vector<ChiSquareParts> other_terms;  ///< the same in χ²
};

std::size_t BatchObjective::models_at_once() const {
  return from_pdfs_ && n_ > 0 ? from_pdfs_->models_at_once(n_) : 0;
}

std::vector<LocalModel> BatchObjective::models(std::span<const double> thetas, std::size_t n_sets,
                                               std::span<const double> outcomes,
                                               std::span<const Want> wants) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_ && wants.size() == n_sets);
  FITPACK_EXPECTS(outcomes.empty() || outcomes.size() == n_sets * n_rows_);
  if (!from_pdfs_ || n_ == 0) return models_one_by_one(thetas, n_sets, outcomes, wants);
  if (std::ranges::all_of(wants, [](Want want) { return want == Want::value; }))
    return values(thetas, n_sets, outcomes);
  const Communicator& comm = analysis_.communicator();
  std::vector<LocalModel> result;
  for (std::size_t k = 0; k < n_sets; k += models_per_part) {
    const std::size_t count = std::min(models_per_part, n_sets - k);
    std::vector<LocalModel> own =
        own_models(thetas.subspan(k * n_, count * n_), count,
                   outcomes.empty() ? outcomes : outcomes.subspan(k * n_rows_, count * n_rows_));
    if (comm.size() == 1) {
      std::ranges::move(own, std::back_inserter(result));
      continue;
    }
    std::vector<double> numbers;
    for (const LocalModel& model : own) pack(model, numbers);
    numbers = comm.gather(numbers);
    const std::size_t width = 7 + n_ * (n_ + 1) / 2 + n_;
    for (std::size_t at = 0; at < numbers.size(); at += width)
      result.push_back(unpacked(numbers.data() + at, n_));
  }
  return result;
}

std::vector<LocalModel> BatchObjective::models_one_by_one(std::span<const double> thetas,
                                                          std::size_t n_sets,
                                                          std::span<const double> outcomes,
                                                          std::span<const Want> wants) {
  std::vector<LocalModel> result;
  for (std::size_t k = 0; k < n_sets; ++k) {
    if (!outcomes.empty()) analysis_.set_outcome(outcomes.subspan(k * n_rows_, n_rows_));
    analysis_.objective().drive([&] {
      const auto theta = thetas.subspan(k * n_, n_);
      result.push_back(has_theory(analysis_.card(), theta)
                           ? analysis_.objective().evaluate(theta, wants[k])
                           : LocalModel{});
    });
  }
  if (!outcomes.empty()) analysis_.set_outcome({});
  return result;
}

std::vector<LocalModel> BatchObjective::values(std::span<const double> thetas, std::size_t n_sets,
                                               std::span<const double> outcomes) {
  std::vector<LocalModel> result;
  for (const SetChiSquare& set : evaluate(thetas, n_sets, outcomes)) {
    LocalModel& model = result.emplace_back();
    model.valid = set.valid;
    model.chi2 = set.chi2;
    model.objective = 0.5 * set.chi2.total;
    model.n = n_;
  }
  return result;
}

/// Collective; of this rank's sets, all of whose other terms it adds.
std::vector<LocalModel> BatchObjective::own_models(std::span<const double> thetas,
                                                   std::size_t n_sets,
                                                   std::span<const double> outcomes) {
  const Communicator& comm = analysis_.communicator();
  const IndexRange own = sets_of(n_sets, comm.rank());
  std::vector<LocalModel> models;
  agree(comm, [&] {
    SlopeTables tables;
    tables.f.resize(own.size() * (n_ + 1) * analysis_.objective().pdfs().n_values());
    tables.other_rows.resize(own.size());
    tables.other_terms.resize(own.size());
    for (std::size_t k = 0; k < own.size(); ++k)
      fill_slopes(thetas.subspan((own.begin + k) * n_, n_), k, tables);
    if (!outcomes.empty()) outcomes = outcomes.subspan(own.begin * n_rows_, own.size() * n_rows_);
    BatchModelResult result;
    from_pdfs_->evaluate_models(
        {own.size(), n_, tables.f, outcomes, thetas.subspan(own.begin * n_, own.size() * n_)},
        result);
    for (std::size_t k = 0; k < own.size(); ++k) models.push_back(model_of(result, k, tables));
  });
  return models;
}

/// PDFs go to the device with one row per column of the table; NaN without PDFs.
void BatchObjective::fill_slopes(std::span<const double> theta, std::size_t set,
                                 SlopeTables& tables) const {
  const InitialPdfs& pdfs = analysis_.objective().pdfs();
  const ParameterSet& parameters = analysis_.card().parameters;
  const std::size_t n = pdfs.n_values(), columns = n_ + 1, stride = padded(columns);
  const std::span<double> f = std::span(tables.f).subspan(set * columns * n, columns * n);
  AlignedVector table(n * stride);
  if (!has_theory(analysis_.card(), theta) || !pdfs.values_and_derivatives(theta, table, stride)) {
    std::ranges::fill(f, not_a_number);
    return;
  }
  for (std::size_t c = 0; c < columns; ++c)
    for (std::size_t a = 0; a < n; ++a) f[c * n + a] = table[a * stride + c];
  fitpack::add_other_terms(parameters, penalties_, theta, table, stride, tables.other_terms[set]);
  AlignedVector rows((n_ + penalties_.size()) * stride, 0.0);
  write_other_rows(parameters, penalties_, theta, table, stride, stride, rows);
  for (std::size_t at = 0; at < rows.size(); at += stride) {
    const std::span<const double> row = std::span(rows).subspan(at, stride);
    if (std::ranges::any_of(row, [](double x) { return x != 0.0; }))
      tables.other_rows[set].insert(tables.other_rows[set].end(), row.begin(), row.end());
  }
}

/// Of the data from the device, of the other terms from the tables.
LocalModel BatchObjective::model_of(const BatchModelResult& result, std::size_t set,
                                    const SlopeTables& tables) const {
  LocalModel model;
  model.n = n_;
  model.chi2 = result.sets[set];
  model.chi2.prior = tables.other_terms[set].prior;
  model.chi2.penalty = tables.other_terms[set].penalty;
  model.chi2.total += model.chi2.prior + model.chi2.penalty;
  model.objective = 0.5 * model.chi2.total;
  const double* triangle = result.triangles.data() + set * n_ * (n_ + 1);
  const AlignedVector& other = tables.other_rows[set];
  take_triangle(triangle, n_ + 1, model);
  model.valid = is_finite(model);
  if (!model.valid || other.empty()) return model;
  const std::size_t stride = padded(n_ + 1);
  AlignedVector rows(n_ * stride, 0.0);
  for (std::size_t i = 0; i < n_; ++i)
    std::copy(triangle + i * (n_ + 1) + i, triangle + (i + 1) * (n_ + 1),
              rows.data() + i * stride + i);
  rows.insert(rows.end(), other.begin(), other.end());
  triangularise({rows.data(), rows.size() / stride, n_ + 1, stride});
  take_triangle(rows.data(), stride, model);
  return model;
}

std::vector<SetGradient> BatchObjective::gradients(std::span<const double> thetas,
                                                   std::size_t n_sets) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_);
  const Communicator& comm = analysis_.communicator();
  std::vector<SetGradient> result;
  if (!from_pdfs_ || n_ == 0) {
    for (const LocalModel& model :
         models_one_by_one(thetas, n_sets, {}, std::vector(n_sets, Want::model)))
      result.push_back(gradient_of(model));
    return result;
  }
  for (std::size_t k = 0; k < n_sets; k += models_per_part) {
    const std::size_t count = std::min(models_per_part, n_sets - k);
    std::vector<double> numbers;  // less than whole models
    for (const LocalModel& model : own_models(thetas.subspan(k * n_, count * n_), count, {})) {
      SetGradient set = gradient_of(model);
      set.gradient.resize(n_, 0.0);
      numbers.push_back(set.valid ? 1.0 : 0.0);
      numbers.push_back(set.chi2);
      numbers.insert(numbers.end(), set.gradient.begin(), set.gradient.end());
    }
    numbers = comm.gather(numbers);
    for (auto at = numbers.begin(); at != numbers.end(); at += static_cast<std::ptrdiff_t>(n_ + 2))
      result.push_back({at[0] == 1.0, at[1], {at + 2, at + 2 + static_cast<std::ptrdiff_t>(n_)}});
  }
  return result;
}

}  // namespace fitpack
