#include "fitpack/reduction/batch_chi_square.hpp"

#include <algorithm>
#include <utility>

#include "fitpack/core/contracts.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/objective/shifted_rows.hpp"
#include "fitpack/parallel/tree_reduce.hpp"
#include "fitpack/reduction/block_evaluator.hpp"
#include "fitpack/reduction/shift_elimination.hpp"

namespace fitpack {

namespace {

/// Sets that share a product: their table of residuals fits into the processor's cache.
constexpr std::size_t sets_per_product = 64;

void add_to(std::span<double> left, std::span<const double> right) {
  for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
}

/// Sets the parts of χ² from what the elimination of the shifts left.
ChiSquareParts parts_of(double minimum, double correlated, double log_penalty) {
  ChiSquareParts parts;
  parts.correlated = correlated;
  parts.points = minimum - correlated;
  parts.log_penalty = log_penalty;
  parts.total = minimum + log_penalty;
  return parts;
}

/// Any definition of χ²: set by set, as DistributedObjective does it.
class GeneralChiSquare final : public BatchChiSquare {
 public:
  explicit GeneralChiSquare(BatchData data)
      : n_rows_(data.n_rows()),
        n_data_sets_(data.n_data_sets),
        tree_({}, data.blocks.size()),
        elimination_(data.n_sources),
        sums_(elimination_.sums_size() + 1) {
    const auto chi_square = std::make_shared<ScaledErrorsChiSquare>(data.chi_square);
    for (MeasurementBlock& block : data.blocks)
      blocks_.emplace_back(std::move(block), chi_square, 0, data.n_sources);
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::string description() const override { return "CPU"; }

  void evaluate(const TheoryBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) override {
    FITPACK_EXPECTS(batch.theory.size() == batch.n_sets * n_rows_);
    FITPACK_EXPECTS(batch.outcome.empty() || batch.outcome.size() == batch.theory.size());
    out.resize(batch.n_sets, n_data_sets_, wanted);
    for (std::size_t k = 0; k < batch.n_sets; ++k) {
      take(batch, k);
      out.sets[k] = minimise();
      if (wanted == OfDataSets::wanted) split(k, out);
    }
    if (!batch.outcome.empty())
      for (std::size_t b = 0; b < blocks_.size(); ++b) blocks_[b].set_outcome(outcomes_[b]);
  }

 private:
  void take(const TheoryBatch& batch, std::size_t set) {
    if (outcomes_.empty())
      for (const BlockEvaluator& block : blocks_) outcomes_.push_back(block.measurements().outcome);
    std::size_t first = set * n_rows_;
    for (BlockEvaluator& block : blocks_) {
      const std::size_t rows = block.measurements().n_rows();
      block.take_theory(batch.theory.subspan(first, rows));
      if (!batch.outcome.empty()) block.set_outcome(batch.outcome.subspan(first, rows));
      first += rows;
    }
  }

  ChiSquareParts minimise() {
    const std::size_t gram_size = elimination_.sums_size();
    std::ranges::fill(sums_, 0.0);
    const auto leaf = [&](std::size_t b, std::span<double> payload) {
      blocks_[b].evaluate_terms();
      blocks_[b].write_sums(payload.first(gram_size), scratch_);
      payload[gram_size] = blocks_[b].log_penalty();
    };
    tree_(sums_, leaf, add_to);
    elimination_.factorise(sums_);
    return parts_of(elimination_.minimum(), elimination_.sum_of_squared_shifts(), sums_[gram_size]);
  }

  void split(std::size_t set, BatchChiSquareResult& out) {
    for (BlockEvaluator& block : blocks_) {
      block.shift(elimination_.shifts());
      for (std::size_t i = 0; i < block.measurements().n_rows(); ++i) {
        const std::size_t at = set * n_data_sets_ + block.measurements().data_set[i];
        const double residual = block.shifted().residual[i];
        out.points[at] += residual * residual;
        out.log_penalty[at] += block.terms().log_term[i];
      }
    }
  }

  std::size_t n_rows_, n_data_sets_;
  TreeReduction tree_;
  ShiftElimination elimination_;
  AlignedVector sums_;  ///< packed [Γ|r]ᵀ[Γ|r], then the log term
  std::vector<BlockEvaluator> blocks_;
  std::vector<std::vector<double>> outcomes_;  ///< of the blocks themselves
  BlockScratch scratch_;
};

/// δ and Γ are the same for all sets: A = 1 + ΓᵀΓ is factorised once, Γᵀr of many sets is one
/// product per block, and χ² = rᵀr − (Γᵀr)ᵀA⁻¹Γᵀr.
class ConstantCovarianceChiSquare final : public BatchChiSquare {
 public:
  explicit ConstantCovarianceChiSquare(BatchData data)
      : n_rows_(data.n_rows()),
        n_data_sets_(data.n_data_sets),
        elimination_(data.n_sources),
        n_sources_(data.n_sources),
        log_of_data_sets_(data.n_data_sets, 0.0) {
    const ScaledErrorsChiSquare chi_square(data.chi_square);
    TreeReduction tree({}, data.blocks.size());
    AlignedVector sums(elimination_.sums_size(), 0.0);
    BlockScratch scratch;
    for (MeasurementBlock& block : data.blocks) blocks_.push_back(fixed(block, chi_square));
    const auto shared = std::make_shared<ScaledErrorsChiSquare>(data.chi_square);
    tree(
        sums,
        [&](std::size_t b, std::span<double> payload) {
          BlockEvaluator evaluator(data.blocks[b], shared, 0, n_sources_);
          evaluator.take_theory(data.blocks[b].value);
          evaluator.evaluate_terms();
          evaluator.write_sums(payload, scratch);
        },
        add_to);
    elimination_.factorise(sums);
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::string description() const override { return "CPU"; }

  void evaluate(const TheoryBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) override {
    FITPACK_EXPECTS(batch.theory.size() == batch.n_sets * n_rows_);
    FITPACK_EXPECTS(batch.outcome.empty() || batch.outcome.size() == batch.theory.size());
    out.resize(batch.n_sets, n_data_sets_, wanted);
    for (std::size_t k = 0; k < batch.n_sets; k += sets_per_product)
      evaluate_some(batch, {k, std::min(k + sets_per_product, batch.n_sets)}, wanted, out);
  }

 private:
  /// What does not depend on the theory.
  struct Fixed {
    std::vector<double> compared, inverse_delta;
    std::vector<std::size_t> data_set, sources;
    AlignedVector gamma;  ///< rows × stride
    std::size_t stride = 0;
    [[nodiscard]] std::size_t n_rows() const { return compared.size(); }
    [[nodiscard]] ConstMatrixView gamma_view() const {
      return {gamma.data(), n_rows(), sources.size(), stride};
    }
  };

  Fixed fixed(const MeasurementBlock& block, const ChiSquare& chi_square) {
    RowTerms terms(block.n_rows());
    chi_square.evaluate(block, block.value, 1, terms);
    Fixed result;
    for (std::size_t i = 0; i < block.n_rows(); ++i) {
      result.compared.push_back(block.compared(i));
      log_of_data_sets_[block.data_set[i]] += terms.log_term[i];
      log_penalty_ += terms.log_term[i];
      terms.residual[i] = 0.0;
    }
    result.inverse_delta = terms.inverse_delta;
    result.data_set = block.data_set;
    result.sources = block.sources;
    result.stride = block.beta_stride();
    result.gamma.resize(block.n_rows() * result.stride);
    scaled_sources(block, terms, result.gamma);
    return result;
  }

  /// r of the rows of a block, one column per set.
  void fill_residuals(const TheoryBatch& batch, IndexRange sets, const Fixed& block,
                      std::size_t first_row, std::size_t stride) {
    residuals_.assign(block.n_rows() * stride, 0.0);
    for (std::size_t k = sets.begin; k < sets.end; ++k)
      for (std::size_t i = 0; i < block.n_rows(); ++i) {
        const std::size_t at = k * n_rows_ + first_row + i;
        const double compared = batch.outcome.empty() ? block.compared[i] : batch.outcome[at];
        residuals_[i * stride + k - sets.begin] =
            (batch.theory[at] - compared) * block.inverse_delta[i];
      }
  }

  void evaluate_some(const TheoryBatch& batch, IndexRange sets, OfDataSets wanted,
                     BatchChiSquareResult& out) {
    const std::size_t stride = padded(sets.size());
    gradients_.assign(padded(n_sources_) * stride, 0.0);
    std::vector<double> squares(sets.size(), 0.0);
    std::size_t first_row = 0;
    for (const Fixed& block : blocks_) {
      fill_residuals(batch, sets, block, first_row, stride);
      for (std::size_t i = 0; i < block.n_rows(); ++i)
        for (std::size_t k = 0; k < sets.size(); ++k)
          squares[k] += residuals_[i * stride + k] * residuals_[i * stride + k];
      own_.resize(padded(block.sources.size()) * stride);
      multiply_transposed(block.gamma_view(), {residuals_.data(), block.n_rows(), stride, stride},
                          {own_.data(), block.sources.size(), stride, stride});
      for (std::size_t j = 0; j < block.sources.size(); ++j)
        add_to(std::span(gradients_).subspan(block.sources[j] * stride, stride),
               std::span(own_).subspan(j * stride, stride));
      first_row += block.n_rows();
    }
    shifts_ = gradients_;
    elimination_.solve({shifts_.data(), padded(n_sources_), stride, stride});
    for (std::size_t k = 0; k < sets.size(); ++k) {
      double gain = 0.0, correlated = 0.0;
      for (std::size_t j = 0; j < n_sources_; ++j) {
        const double shift = shifts_[j * stride + k];
        gain += gradients_[j * stride + k] * shift;
        correlated += shift * shift;
      }
      out.sets[sets.begin + k] = parts_of(squares[k] - gain, correlated, log_penalty_);
    }
    if (wanted == OfDataSets::wanted) split(batch, sets, out);
  }

  /// r(b*) = r − Γ b*, summed by data set.
  void split(const TheoryBatch& batch, IndexRange sets, BatchChiSquareResult& out) {
    const std::size_t stride = padded(sets.size());
    std::size_t first_row = 0;
    for (const Fixed& block : blocks_) {
      fill_residuals(batch, sets, block, first_row, stride);
      own_.resize(padded(block.sources.size()) * stride);
      for (std::size_t j = 0; j < block.sources.size(); ++j)
        std::copy_n(shifts_.data() + block.sources[j] * stride, stride, own_.data() + j * stride);
      multiply(block.gamma_view(), {own_.data(), block.sources.size(), stride, stride},
               {residuals_.data(), block.n_rows(), stride, stride}, Accumulate::subtract);
      for (std::size_t i = 0; i < block.n_rows(); ++i)
        for (std::size_t k = 0; k < sets.size(); ++k) {
          const double residual = residuals_[i * stride + k];
          out.points[(sets.begin + k) * n_data_sets_ + block.data_set[i]] += residual * residual;
        }
      first_row += block.n_rows();
    }
    for (std::size_t k = sets.begin; k < sets.end; ++k)
      std::ranges::copy(log_of_data_sets_,
                        out.log_penalty.begin() + static_cast<std::ptrdiff_t>(k * n_data_sets_));
  }

  std::size_t n_rows_, n_data_sets_;
  ShiftElimination elimination_;
  std::size_t n_sources_;
  std::vector<double> log_of_data_sets_;
  double log_penalty_ = 0.0;
  std::vector<Fixed> blocks_;
  AlignedVector residuals_;           ///< of one block: rows × sets
  AlignedVector gradients_, shifts_;  ///< Γᵀr and b*: sources × sets
  AlignedVector own_;                 ///< the rows of those that a block has
};

[[noreturn]] void mismatch(const std::string& what) {
  throw Error(ExitCode::internal, "the data of a batch do not fit together: " + what);
}

}  // namespace

std::size_t BatchData::n_rows() const {
  std::size_t sum = 0;
  for (const MeasurementBlock& block : blocks) sum += block.n_rows();
  return sum;
}

void BatchData::check() const {
  for (const MeasurementBlock& block : blocks) {
    const std::size_t n = block.n_rows();
    if (block.stat.size() != n || block.uncor.size() != n || block.data_set.size() != n ||
        (!block.outcome.empty() && block.outcome.size() != n))
      mismatch("a block's columns differ in length");
    if (chi_square.needs_reference() && block.reference.size() != n) mismatch("t0 is missing");
    if (block.beta.size() != n * block.beta_stride() || block.n_multiplicative > block.n_sources())
      mismatch("the table of correlated sources has the wrong size");
    for (const std::size_t source : block.sources)
      if (source >= n_sources) mismatch("unknown source");
    for (const std::size_t set : block.data_set)
      if (set >= n_data_sets) mismatch("unknown data set");
  }
}

void BatchChiSquareResult::resize(std::size_t n_sets, std::size_t n_data_sets, OfDataSets wanted) {
  const std::size_t size = wanted == OfDataSets::wanted ? n_sets * n_data_sets : 0;
  sets.assign(n_sets, {});
  points.assign(size, 0.0);
  log_penalty.assign(size, 0.0);
}

std::unique_ptr<BatchChiSquare> make_cpu_chi_square(BatchData data) {
  data.check();
  if (data.chi_square.has_constant_covariance())
    return std::make_unique<ConstantCovarianceChiSquare>(std::move(data));
  return std::make_unique<GeneralChiSquare>(std::move(data));
}

}  // namespace fitpack
