#include "fitpack/reduction/block_evaluator.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/reduction/tsqr.hpp"

namespace fitpack {
namespace {

constexpr double inverse_sqrt2 = 1.0 / std::numbers::sqrt2;

/// A block that misses few of the sources gets zero columns for them: cheaper than sorting its sums
/// in. Blocks with additive sources stay as they are.
MeasurementBlock with_all_sources(MeasurementBlock block, std::size_t n_sources) {
  const bool few_missing = 4 * block.n_sources() >= 3 * n_sources;
  const bool complete = block.n_sources() == n_sources;
  if (block.n_multiplicative != block.n_sources() || !few_missing || complete) return block;
  MeasurementBlock full = block;
  full.sources.resize(n_sources);
  for (std::size_t j = 0; j < n_sources; ++j) full.sources[j] = j;
  full.n_multiplicative = n_sources;
  full.beta.assign(full.n_rows() * full.beta_stride(), 0.0);
  for (std::size_t i = 0; i < block.n_rows(); ++i)
    for (std::size_t j = 0; j < block.n_sources(); ++j)
      full.beta[i * full.beta_stride() + block.sources[j]] =
          block.beta[i * block.beta_stride() + j];
  return full;
}

void reserve(AlignedVector& buffer, std::size_t size) {
  if (buffer.size() < size) buffer.resize(size);
}

}  // namespace

BlockEvaluator::BlockEvaluator(MeasurementBlock measurements,
                               std::shared_ptr<const ChiSquare> chi_square,
                               std::size_t n_parameters, std::size_t n_sources)
    : measurements_(with_all_sources(std::move(measurements), n_sources)),
      chi_square_(std::move(chi_square)),
      n_(n_parameters),
      n_sources_(n_sources),
      stride_(padded(n_parameters + 1)),
      theory_(measurements_.n_rows() * stride_),
      terms_(measurements_.n_rows()),
      own_shifts_(measurements_.n_sources()),
      jacobian_(measurements_.n_rows() * stride_, 0.0) {}

void BlockEvaluator::set_outcome(std::span<const double> values) {
  FITPACK_EXPECTS(values.empty() || values.size() == measurements_.n_rows());
  measurements_.outcome.assign(values.begin(), values.end());
}

void BlockEvaluator::set_training(std::span<const std::uint8_t> rows) {
  FITPACK_EXPECTS(rows.empty() || rows.size() == measurements_.n_rows());
  training_.assign(rows.begin(), rows.end());
}

bool BlockEvaluator::selected(std::size_t row) const {
  if (selection_ == RowSelection::all) return true;
  const bool trains = training_.empty() || training_[row] != 0;
  return trains == (selection_ == RowSelection::training);
}

void BlockEvaluator::set_reference(std::span<const double> values) {
  FITPACK_EXPECTS(values.empty() || values.size() == measurements_.n_rows());
  measurements_.reference.assign(values.begin(), values.end());
}

void BlockEvaluator::predict(const Prediction& prediction, std::size_t block,
                             std::span<const double> f) {
  theory_stride_ = 1;
  prediction.values(block, f, std::span<double>(theory_).first(measurements_.n_rows()));
}

void BlockEvaluator::predict_with_derivatives(const Prediction& prediction, std::size_t block,
                                              std::span<const double> table) {
  theory_stride_ = stride_;
  prediction.values_and_derivatives(block, table, stride_, theory_);
}

void BlockEvaluator::take_theory(std::span<const double> theory) {
  FITPACK_EXPECTS(theory.size() == measurements_.n_rows());
  theory_stride_ = 1;
  std::ranges::copy(theory, theory_.begin());
}

void BlockEvaluator::evaluate_terms() {
  chi_square_->evaluate(measurements_, theory_, theory_stride_, terms_);
  for (std::size_t i = 0; i < measurements_.n_rows(); ++i)
    if (!selected(i)) terms_.silence(i);
}

void BlockEvaluator::write_sums(std::span<double> out, BlockScratch& scratch) const {
  const std::size_t stride = measurements_.beta_stride();
  const std::size_t n = measurements_.n_sources();
  reserve(scratch.sources, measurements_.n_rows() * stride);
  scaled_sources(measurements_, terms_, scratch.sources);
  const ConstMatrixView rows{scratch.sources.data(), measurements_.n_rows(), n + 1, stride};
  if (has_all_sources() &&
      std::is_sorted(measurements_.sources.begin(), measurements_.sources.end())) {
    gram_upper(rows, out);
    return;
  }
  reserve(scratch.sums, packed_upper_size(n + 1));
  gram_upper(rows, scratch.sums);
  std::fill(out.begin(), out.end(), 0.0);
  const auto global = [&](std::size_t j) { return j == n ? n_sources_ : measurements_.sources[j]; };
  for (std::size_t i = 0; i <= n; ++i)
    for (std::size_t j = i; j <= n; ++j) {
      const auto [first, second] = std::minmax({global(i), global(j)});
      out[packed_upper_index(n_sources_ + 1, first, second)] =
          scratch.sums[packed_upper_index(n + 1, i, j)];
    }
}

double BlockEvaluator::log_penalty() const {
  double sum = 0.0;
  for (const double term : terms_.log_term) sum += term;
  return sum;
}

void BlockEvaluator::shift(std::span<const double> b) {
  for (std::size_t j = 0; j < own_shifts_.size(); ++j) own_shifts_[j] = b[measurements_.sources[j]];
  apply_shifts(measurements_, terms_, own_shifts_, shifted_);
}

void BlockEvaluator::form_jacobian() {
  FITPACK_EXPECTS(theory_stride_ == stride_);
  for (std::size_t i = 0; i < measurements_.n_rows(); ++i) {
    const double* derivatives = theory_.data() + i * stride_ + 1;
    double* row = jacobian_.data() + i * stride_;
    for (std::size_t p = 0; p < n_; ++p) row[p] = shifted_.slope[i] * derivatives[p];
    row[n_] = shifted_.residual[i];
  }
}

void BlockEvaluator::source_gradients_of(SummationRun part, std::span<const double> weight,
                                         double* out, BlockScratch& scratch) const {
  if (part.begin == part.end) return;
  const std::size_t rows = measurements_.n_rows();
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t c = 0; c < stride_; ++c)
      scratch.weighted[i * stride_ + c] = weight[i] * jacobian_[i * stride_ + c];
  const ConstMatrixView beta{measurements_.beta.data() + part.begin, rows, part.end - part.begin,
                             measurements_.beta_stride()};
  multiply_transposed(beta, {scratch.weighted.data(), rows, stride_, stride_},
                      {out + part.begin * stride_, beta.columns, stride_, stride_});
}

void BlockEvaluator::write_source_gradients(std::span<double> out, BlockScratch& scratch) const {
  const std::size_t n = measurements_.n_sources();
  const std::size_t middle = measurements_.n_multiplicative;
  reserve(scratch.weighted, measurements_.n_rows() * stride_);
  reserve(scratch.local_sources, padded(n) * stride_);
  double* target = scratch.local_sources.data();
  source_gradients_of({0, middle}, terms_.multiplicative_weight, target, scratch);
  source_gradients_of({middle, n}, terms_.additive_weight, target, scratch);
  std::fill(out.begin(), out.end(), 0.0);
  for (std::size_t j = 0; j < n; ++j)
    std::copy_n(target + j * stride_, stride_, out.data() + measurements_.sources[j] * stride_);
}

void BlockEvaluator::subtract_part(SummationRun part, std::span<const double> weight,
                                   ConstMatrixView x, std::span<double> rows,
                                   BlockScratch& scratch) const {
  if (part.begin == part.end) return;
  const std::size_t n_rows = measurements_.n_rows();
  multiply(measurements_.beta_view(), x, {scratch.weighted.data(), n_rows, stride_, stride_},
           std::span(&part, 1));
  for (std::size_t i = 0; i < n_rows; ++i)
    for (std::size_t c = 0; c < stride_; ++c)
      rows[i * stride_ + c] -= weight[i] * scratch.weighted[i * stride_ + c];
}

void BlockEvaluator::project(std::span<const double> x, BlockScratch& scratch) const {
  const std::size_t n = measurements_.n_sources();
  const std::size_t middle = measurements_.n_multiplicative;
  reserve(scratch.local_sources, padded(n) * stride_);
  reserve(scratch.weighted, measurements_.n_rows() * stride_);
  reserve(scratch.qr, (2 * measurements_.n_rows() + n_ + 1) * stride_);
  const std::span<double> rows(scratch.qr);
  for (std::size_t j = 0; j < n; ++j)
    std::copy_n(x.data() + measurements_.sources[j] * stride_, stride_,
                scratch.local_sources.data() + j * stride_);
  const ConstMatrixView own{scratch.local_sources.data(), n, stride_, stride_};
  std::copy(jacobian_.begin(), jacobian_.end(), rows.begin());
  subtract_part({0, middle}, terms_.multiplicative_weight, own, rows, scratch);
  subtract_part({middle, n}, terms_.additive_weight, own, rows, scratch);
}

std::size_t BlockEvaluator::append_fisher_rows(std::span<double> rows) const {
  std::size_t used = 0;
  for (std::size_t i = 0; i < measurements_.n_rows(); ++i) {
    const double slope = terms_.log_term_slope[i];
    if (slope == 0.0) continue;  // no gradient, no information
    const double* derivatives = theory_.data() + i * stride_ + 1;
    double* row = rows.data() + used++ * stride_;
    for (std::size_t p = 0; p < n_; ++p) row[p] = slope * derivatives[p] * inverse_sqrt2;
    row[n_] = inverse_sqrt2;
    std::fill(row + n_ + 1, row + stride_, 0.0);
  }
  return used;
}

/// Moves the rows that take part to the front; returns their number.
std::size_t BlockEvaluator::drop_silent_rows(std::span<double> rows) const {
  std::size_t used = 0;
  for (std::size_t i = 0; i < measurements_.n_rows(); ++i) {
    if (!selected(i)) continue;
    if (used != i) std::copy_n(rows.data() + i * stride_, stride_, rows.data() + used * stride_);
    ++used;
  }
  return used;
}

void BlockEvaluator::write_triangle(std::span<double> out, BlockScratch& scratch) const {
  const std::span<double> rows(scratch.qr);
  const std::size_t n_rows = drop_silent_rows(rows);
  const std::size_t size = (n_ + 1) * stride_;
  const std::size_t used = n_rows + append_fisher_rows(rows.subspan(n_rows * stride_));
  if (used > n_ + 1) {
    triangularise({rows.data(), used, n_ + 1, stride_});
    std::copy_n(rows.begin(), size, out.begin());
    return;
  }
  // Fewer rows than columns: they go up the tree as they are, zero rows behind them.
  std::copy_n(rows.begin(), used * stride_, out.begin());
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(used * stride_), out.end(), 0.0);
}

}  // namespace fitpack
