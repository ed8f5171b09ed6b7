// The stages of an evaluation; the protocol around them is in distributed_objective.cpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fitpack/core/not_a_number.hpp"
#include "fitpack/reduction/distributed_objective.hpp"
#include "fitpack/reduction/fisher_rows.hpp"
#include "fitpack/reduction/other_terms.hpp"
#include "fitpack/reduction/tsqr.hpp"

namespace fitpack {
namespace {

void add_to(std::span<double> left, std::span<const double> right) {
  for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
}

}  // namespace

/// Runs one rank's share of a sum. A failure is kept for the end of the evaluation; the others
/// meanwhile get NaN, which no sum loses.
template <class Stage>
void DistributedObjective::fill(std::span<double> payload, Stage&& stage) {
  const bool done = pdfs_valid_ && guard_.run(stage);
  if (!done) std::fill(payload.begin(), payload.end(), not_a_number);
}

LocalModel DistributedObjective::run_evaluation(Want want) {
  LocalModel model;
  run_stages(want, model);
  ++(want == Want::value      ? times_.values
     : want == Want::gradient ? times_.gradients
                              : times_.models);
  settle();
  return model;
}

void DistributedObjective::run_stages(Want want, LocalModel& model) {
  evaluate_pdfs(want);
  set_theory_parameters();
  sum_and_eliminate(want, model);
  sum_events(want, model);
  if (want == Want::value) return;
  if (!share_shifts(model.valid)) return;
  sum_source_gradients();
  sum_triangles();
  if (comm_.is_root()) guard_.run([&] { finish_model(model, want); });
}

ObjectiveReport DistributedObjective::run_report() {
  ObjectiveReport report;
  LocalModel model;
  evaluate_pdfs(Want::value);
  set_theory_parameters();
  sum_and_eliminate(Want::value, model);
  sum_events(Want::value, model);
  report.valid = share_shifts(model.valid);
  if (report.valid) {
    report.chi2 = model.chi2;
    if (comm_.is_root()) report.penalties = penalty_residuals(Want::value);
    if (comm_.is_root())
      for (const auto& sample : input_.events)
        report.events.push_back({sample->objective(), sample->integral()});
    gather_rows(report);
    if (comm_.is_root())
      guard_.run([&] {
        report.shifts = elimination_.shifts();
        report.shift_errors = elimination_.shift_errors();
      });
  }
  settle();
  return report;
}

void DistributedObjective::settle() {
  try {
    vote_ = guard_.settle(comm_, vote_of(input_.stop));
  } catch (...) {
    failed_ = true;
    throw;
  }
}

void DistributedObjective::evaluate_pdfs(Want want) {
  const StageClock clock(times_.parametrisation);
  for (BlockEvaluator& block : blocks_)
    block.select(static_cast<RowSelection>(static_cast<int>(message_[1])));
  const std::span<double> table(pdf_table_);
  pdfs_valid_ = false;
  guard_.run([&] {
    pdfs_valid_ = want == Want::value
                      ? input_.pdfs->values(theta(), table.first(input_.pdfs->n_values()))
                      : input_.pdfs->values_and_derivatives(theta(), table, stride_);
  });
}

void DistributedObjective::set_theory_parameters() {
  const StageClock clock(times_.products);
  if (!pdfs_valid_) return;
  pdfs_valid_ = guard_.run([&] { input_.prediction->set_parameters(theta()); });
}

void DistributedObjective::predict_block(BlockEvaluator& block, std::size_t local, Want want) {
  {
    const StageClock clock(times_.products);
    const std::span<const double> table(pdf_table_);
    if (want == Want::value)
      block.predict(*input_.prediction, local, table.first(input_.pdfs->n_values()));
    else
      block.predict_with_derivatives(*input_.prediction, local, table);
  }
  const StageClock clock(times_.rows);
  block.evaluate_terms();
}

void DistributedObjective::sum_and_eliminate(Want want, LocalModel& model) {
  const std::size_t first = tree_.local_blocks().begin;
  const std::size_t gram_size = elimination_.sums_size();
  std::fill(sums_.begin(), sums_.end(), 0.0);  // without any block this is the sum
  const auto leaf = [&](std::size_t block, std::span<double> payload) {
    fill(payload, [&] {
      BlockEvaluator& evaluator = blocks_[block - first];
      predict_block(evaluator, block - first, want);
      const StageClock clock(times_.gram);
      evaluator.write_sums(payload.first(gram_size), scratch_);
      payload[gram_size] = evaluator.log_penalty();
    });
  };
  tree_(sums_, leaf, [&](std::span<double> left, std::span<const double> right) {
    const StageClock clock(times_.gram);
    add_to(left, right);
  });
  if (!comm_.is_root()) return;
  const StageClock clock(times_.cholesky);
  elimination_.factorise(sums_);
  model.chi2 = parts_at_root(want);
  model.objective = 0.5 * model.chi2.total;
  model.n = n_;
  model.b = elimination_.shifts();
  model.valid = pdfs_valid_ && std::isfinite(model.objective);
}

/// The table of the PDFs holds derivatives as well unless F alone is wanted.
std::vector<double> DistributedObjective::penalty_residuals(Want want) const {
  std::vector<double> residuals;
  if (!pdfs_valid_) return residuals;
  for (const PenaltyTerm& term : input_.penalties)
    residuals.push_back(term.residual(pdf_table_, want == Want::value ? 1 : stride_));
  return residuals;
}

ChiSquareParts DistributedObjective::parts_at_root(Want want) const {
  ChiSquareParts parts;
  parts.correlated = elimination_.sum_of_squared_shifts();
  parts.points = elimination_.minimum() - parts.correlated;
  parts.log_penalty = sums_[elimination_.sums_size()];
  std::span<const PenaltyTerm> penalties;
  if (pdfs_valid_) penalties = input_.penalties;
  add_other_terms(input_.parameters, penalties, theta(), pdf_table_,
                  want == Want::value ? 1 : stride_, parts);
  parts.total = elimination_.minimum() + parts.log_penalty + parts.prior + parts.penalty;
  return parts;
}

bool DistributedObjective::share_shifts(bool valid) {
  if (comm_.is_root()) {
    shifts_[0] = valid ? 1.0 : 0.0;
    std::copy(elimination_.shifts().begin(), elimination_.shifts().end(), shifts_.begin() + 1);
  }
  comm_.broadcast(std::span<double>(shifts_));
  return shifts_[0] == 1.0;
}

void DistributedObjective::sum_source_gradients() {
  const std::size_t first = tree_.local_blocks().begin;
  std::fill(source_rows_.begin(), source_rows_.end(), 0.0);
  const auto leaf = [&](std::size_t block, std::span<double> payload) {
    fill(payload, [&] {
      BlockEvaluator& evaluator = blocks_[block - first];
      shift_block(evaluator);
      const StageClock clock(times_.projection);
      evaluator.write_source_gradients(payload, scratch_);
    });
  };
  tree_(source_rows_, leaf, [&](std::span<double> left, std::span<const double> right) {
    const StageClock clock(times_.projection);
    add_to(left, right);
  });
  if (comm_.is_root()) {
    const StageClock clock(times_.cholesky);
    elimination_.solve({source_rows_.data(), padded(input_.n_sources), stride_, stride_});
    for (std::size_t j = 0; j < input_.n_sources; ++j) source_rows_[j * stride_ + n_] = 0.0;
  }
  comm_.broadcast(std::span<double>(source_rows_));
}

void DistributedObjective::shift_block(BlockEvaluator& block) {
  const StageClock clock(times_.rows);
  block.shift(std::span<const double>(shifts_).subspan(1));
  block.form_jacobian();
}

void DistributedObjective::sum_triangles() {
  const std::size_t first = tree_.local_blocks().begin;
  std::fill(triangle_.begin(), triangle_.end(), 0.0);
  const auto leaf = [&](std::size_t block, std::span<double> payload) {
    fill(payload, [&] {
      {
        const StageClock projecting(times_.projection);
        blocks_[block - first].project(source_rows_, scratch_);
      }
      const StageClock clock(times_.triangle);
      blocks_[block - first].write_triangle(payload, scratch_);
    });
  };
  tree_(triangle_, leaf, [&](std::span<double> left, std::span<const double> right) {
    const StageClock clock(times_.triangle);
    merge_triangles(n_ + 1, left, right, merge_scratch_);
  });
}

/// Adds the rows [A⁻¹ΓᵀJ | b*] of the sources and those of the parameters' priors to the triangle
/// of the data.
void DistributedObjective::finish_model(LocalModel& model, Want want) {
  AlignedVector of_events;
  if (want == Want::model && !input_.events.empty()) {
    const StageClock clock(times_.events);
    of_events = event_rows();
  }
  const StageClock clock(times_.triangle);
  AlignedVector rows = triangle_;
  rows.resize((2 * n_ + 1 + input_.n_sources + input_.penalties.size()) * stride_, 0.0);
  double* row = rows.data() + triangle_.size();
  for (std::size_t j = 0; j < input_.n_sources; ++j, row += stride_) {
    std::copy_n(source_rows_.data() + j * stride_, n_, row);
    row[n_] = elimination_.shifts()[j];
  }
  write_other_rows(input_.parameters, input_.penalties, theta(), pdf_table_, stride_, stride_,
                   {row, rows.data() + rows.size()});
  rows.insert(rows.end(), of_events.begin(), of_events.end());
  triangularise({rows.data(), rows.size() / stride_, n_ + 1, stride_});
  model.r.assign(n_ * n_, 0.0);
  model.z.assign(n_, 0.0);
  for (std::size_t i = 0; i < n_; ++i) {
    std::copy_n(rows.data() + i * stride_, n_, model.r.data() + i * n_);
    model.z[i] = rows[i * stride_ + n_];
  }
  const auto finite = [](double x) { return std::isfinite(x); };
  model.valid = std::all_of(model.r.begin(), model.r.end(), finite) &&
                std::all_of(model.z.begin(), model.z.end(), finite);
  if (want == Want::gradient) add_event_slope(model);
}

/// The sums over single events and their part of F. Every rank takes part whatever happened to it.
void DistributedObjective::sum_events(Want want, LocalModel& model) {
  if (input_.events.empty()) return;
  const StageClock clock(times_.events);
  const std::size_t n = input_.pdfs->n_values();
  const std::size_t distance = want == Want::value ? 1 : stride_;
  std::vector<double> f(n, not_a_number);
  for (std::size_t a = 0; pdfs_valid_ && a < n; ++a) f[a] = pdf_table_[a * distance];
  const EventWant wanted = want == Want::value      ? EventWant::value
                           : want == Want::gradient ? EventWant::gradient
                                                    : EventWant::information;
  for (const auto& sample : input_.events) {
    sample->accumulate(f, wanted, guard_);
    if (comm_.is_root()) model.chi2.events += 2.0 * sample->objective();
  }
  if (!comm_.is_root()) return;
  model.chi2.total += model.chi2.events;
  model.objective = 0.5 * model.chi2.total;
  model.valid = model.valid && std::isfinite(model.objective);
}

/// Fisher rows [S | z] of all samples: SᵀS is their information, Sᵀz their gradient; the square of
/// the last column means nothing, which LocalModel::corner_squared allows for.
AlignedVector DistributedObjective::event_rows() const {
  AlignedVector rows;
  for (const auto& sample : input_.events) {
    const std::vector<double> information = sample->information(pdf_table_, stride_, n_);
    const std::vector<double> gradient = sample->gradient(pdf_table_, stride_, n_);
    const AlignedVector of_sample = fisher_rows(information, gradient, stride_);
    rows.insert(rows.end(), of_sample.begin(), of_sample.end());
  }
  return rows;
}

void DistributedObjective::add_event_slope(LocalModel& model) const {
  std::vector<double> slope = model.gradient();
  for (const auto& sample : input_.events) {
    const std::vector<double> gradient = sample->gradient(pdf_table_, stride_, n_);
    for (std::size_t p = 0; p < n_; ++p) slope[p] += gradient[p];
  }
  model.slope = std::move(slope);
}

void DistributedObjective::gather_rows(ObjectiveReport& report) {
  constexpr std::size_t width = 6;
  std::vector<double> rows;
  guard_.run([&] {
    for (BlockEvaluator& block : blocks_) {
      block.shift(std::span<const double>(shifts_).subspan(1));
      const RowTerms& terms = block.terms();
      for (std::size_t i = 0; i < block.measurements().n_rows(); ++i)
        for (const double number :
             {block.theory(i), block.shifted().theory[i], block.shifted().residual[i],
              1.0 / terms.inverse_delta[i], terms.log_term[i],
              static_cast<double>(block.measurements().data_set[i])})
          rows.push_back(number);
    }
  });
  rows = comm_.gather(rows);
  if (!comm_.is_root()) return;
  report.data_sets.resize(input_.n_data_sets);
  for (std::size_t i = 0; i + width <= rows.size(); i += width) {
    report.theory.push_back(rows[i]);
    report.shifted_theory.push_back(rows[i + 1]);
    report.residual.push_back(rows[i + 2]);
    report.delta.push_back(rows[i + 3]);
    report.data_set.push_back(static_cast<std::size_t>(rows[i + 5]));
    ObjectiveReport::DataSet& set = report.data_sets[report.data_set.back()];
    ++set.n_points;
    set.chi2 += rows[i + 2] * rows[i + 2];
    set.log_penalty += rows[i + 4];
  }
}

}  // namespace fitpack
