#include <algorithm>
#include <utility>
#include <vector>

#include "chi_square_kernels.hpp"
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "fitpack/cuda/source_terms.hpp"
#include "kernel_products.hpp"
#include "shift_kernels.hpp"

namespace fitpack {

namespace {

using cuda::check;
using cuda::DeviceArray;

/// More sets at once gain nothing.
constexpr std::size_t most_sets = 4096;

template <class T>
void copy_in(std::span<const T> from, T* to, const cuda::Stream& stream) {
  if (from.empty()) return;
  check(cudaMemcpyAsync(to, from.data(), from.size_bytes(), cudaMemcpyHostToDevice, stream.get()),
        "a copy to the device");
}

template <class T>
void copy_out(const T* from, std::span<T> to, const cuda::Stream& stream) {
  if (to.empty()) return;
  check(cudaMemcpyAsync(to.data(), from, to.size_bytes(), cudaMemcpyDeviceToHost, stream.get()),
        "a copy from the device");
}

/// The data on the device.
struct Tables {
  DeviceArray<double> value, stat, uncor, reference, compared;
  DeviceArray<double> data_set;  ///< rows × data sets: 1 where the row belongs to it
  DeviceArray<int> multiplicative, additive;
  DeviceArray<int> row_of_term, first, second;   ///< of SourceTerms
  DeviceArray<int> row_of_pair, column_of_pair;  ///< of the elements of a triangle
  DeviceArray<double> beta;                      ///< terms × sources

  Tables(const BatchData& data, const SourceTerms& terms, const cuda::Stream& stream)
      : stream_(stream) {
    Columns columns = columns_of(data);
    value = upload(columns.value);
    stat = upload(columns.stat);
    uncor = upload(columns.uncor);
    reference = upload(columns.reference);
    compared = upload(columns.compared);
    data_set = upload(columns.data_set);
    multiplicative = upload(terms.multiplicative);
    additive = upload(terms.additive);
    row_of_term = upload(terms.row);
    first = upload(terms.first);
    second = upload(terms.second);
    beta = upload(terms.beta);
    std::vector<int> rows, triangle_columns;
    for (std::size_t j = 0; j < terms.n_sources; ++j)
      for (std::size_t k = j; k < terms.n_sources; ++k) {
        rows.push_back(static_cast<int>(j));
        triangle_columns.push_back(static_cast<int>(k));
      }
    row_of_pair = upload(rows);
    column_of_pair = upload(triangle_columns);
  }

 private:
  struct Columns {
    std::vector<double> value, stat, uncor, reference, compared, data_set;
  };

  static Columns columns_of(const BatchData& data) {
    Columns all;
    for (const MeasurementBlock& block : data.blocks)
      for (std::size_t i = 0; i < block.n_rows(); ++i) {
        all.value.push_back(block.value[i]);
        all.stat.push_back(block.stat[i]);
        all.uncor.push_back(block.uncor[i]);
        all.reference.push_back(block.reference.empty() ? block.value[i] : block.reference[i]);
        all.compared.push_back(block.compared(i));
        const std::size_t at = all.data_set.size();
        all.data_set.resize(at + data.n_data_sets, 0.0);
        all.data_set[at + block.data_set[i]] = 1.0;
      }
    return all;
  }

  /// The values must not go before they have arrived.
  template <class T>
  DeviceArray<T> upload(const std::vector<T>& values) const {
    DeviceArray<T> result(values.size());
    copy_in(std::span<const T>(values), result.data(), stream_);
    stream_.wait();
    return result;
  }

  const cuda::Stream& stream_;
};

/// Of the sets that are on the device together.
struct Buffers {
  DeviceArray<double> theory, compared, residual, log_term, squares;  ///< [set][row]
  DeviceArray<double> weight, weighted;                               ///< [set][term]
  DeviceArray<double> pair_weight, gram;  ///< [set][pair], [set][triangle]
  DeviceArray<double> shifts;             ///< [set][source]: Γᵀr, then b*
  DeviceArray<double> gains;              ///< [set]: (Γᵀr)ᵀb*, Σ b*²
  DeviceArray<double> sums;               ///< three of [set][data set]: Σr², Σ log, Σr(b*)²
};

class DeviceChiSquare final : public CudaChiSquare {
 public:
  DeviceChiSquare(const BatchData& data, const LinearKernel* kernel, CudaDevice device,
                  BatchPrecision precision)
      : device_(std::move(device)),
        options_(data.chi_square),
        terms_(source_terms(data)),
        n_rows_(terms_.n_rows),
        n_data_sets_(data.n_data_sets),
        tables_(data, terms_, stream_) {
    if (kernel != nullptr) products_ = cuda::make_kernel_products(*kernel, precision);
    if (products_ && products_->n_rows() != n_rows_)
      throw Error(ExitCode::internal, "the kernel of a batch has other rows than its data");
    if (one_matrix()) factorise_once();
    plan();
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::string description() const override {
    return "GPU " + std::to_string(device_.number) + " (" + device_.name + ")";
  }

  void evaluate(const TheoryBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) override {
    const cuda::CurrentDevice current(device_.number);
    out.resize(batch.n_sets, n_data_sets_, wanted);
    in_parts(batch.n_sets, [&](std::size_t set, std::size_t count) {
      copy_in(batch.theory.subspan(set * n_rows_, count * n_rows_), buffers_.theory.data(),
              stream_);
      evaluate_part(set, count, batch.outcome, wanted, out);
    });
  }

  void evaluate_pdfs(const PdfBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) override {
    if (!products_) throw Error(ExitCode::internal, "a batch of PDFs without a kernel");
    const cuda::CurrentDevice current(device_.number);
    out.resize(batch.n_sets, n_data_sets_, wanted);
    const std::size_t n = products_->n_columns();
    in_parts(batch.n_sets, [&](std::size_t set, std::size_t count) {
      products_->predict(batch.f.subspan(set * n, count * n), count, buffers_.theory.data(),
                         stream_, blas_);
      evaluate_part(set, count, batch.outcome, wanted, out);
    });
  }

 private:
  using Matrix = cuda::DeviceMatrix<double>;
  using ConstMatrix = cuda::DeviceMatrix<const double>;

  /// δ and Γ, and with them A, are the same for all sets.
  [[nodiscard]] bool one_matrix() const { return options_.has_constant_covariance(); }
  [[nodiscard]] bool has_sources() const { return terms_.n_terms() > 0; }

  template <class Part>
  void in_parts(std::size_t n_sets, const Part& part) {
    if (n_rows_ == 0) return;
    reserve(std::min(plan_.sets_at_once, n_sets));
    for (std::size_t set = 0; set < n_sets; set += plan_.sets_at_once)
      part(set, std::min(plan_.sets_at_once, n_sets - set));
  }

  /// Buffers grow with the batches.
  void reserve(std::size_t n) {
    if (n <= room_) return;
    room_ = 0;
    buffers_ = {};
    buffers_ = buffers_of(n);
    if (products_) products_->reserve(n);
    room_ = n;
  }

  void plan() {
    if (n_rows_ == 0) return;
    plan_ = plan_chi_square(sizes(), cuda::usable_memory(), most_sets);
    if (!plan_.possible())
      throw Error(ExitCode::internal,
                  description() +
                      ": not even one set of predictions fits into the free memory beside a row of "
                      "the kernel and of the correlated sources; free some, or use --backend cpu");
    if (products_) products_->load(plan_.kernel_rows, stream_);
    if (one_matrix() || !has_sources()) return;
    pairs_ = DeviceArray<double>(plan_.pairs_at_once * terms_.triangle());
    if (plan_.pairs_at_once == terms_.n_pairs()) fill_pairs(0, terms_.n_pairs());
  }

  [[nodiscard]] ChiSquareSizes sizes() const {
    ChiSquareSizes sizes;
    std::size_t numbers =
        5 * n_rows_ + 2 * terms_.n_terms() + terms_.n_sources + 2 + 3 * n_data_sets_;
    if (!one_matrix() && has_sources()) {
      numbers += terms_.n_pairs() + terms_.triangle();
      sizes.pair = terms_.triangle() * sizeof(double);
      sizes.n_pairs = terms_.n_pairs();
    }
    sizes.set = numbers * sizeof(double);
    if (!products_) return sizes;
    sizes.kernel_row = products_->bytes_of_row();
    sizes.n_rows = products_->n_rows();
    sizes.set += products_->bytes_of_set();
    return sizes;
  }

  [[nodiscard]] Buffers buffers_of(std::size_t n) const {
    Buffers b;
    for (auto* array : {&b.theory, &b.compared, &b.residual, &b.log_term, &b.squares})
      *array = DeviceArray<double>(n * n_rows_);
    for (auto* array : {&b.weight, &b.weighted}) *array = DeviceArray<double>(n * terms_.n_terms());
    b.shifts = DeviceArray<double>(n * terms_.n_sources);
    b.gains = DeviceArray<double>(2 * n);
    b.sums = DeviceArray<double>(3 * n * n_data_sets_);
    if (one_matrix() || !has_sources()) return b;
    b.pair_weight = DeviceArray<double>(n * terms_.n_pairs());
    b.gram = DeviceArray<double>(n * terms_.triangle());
    return b;
  }

  [[nodiscard]] cuda::RowTables rows(const double* compared, std::size_t stride) const {
    return {tables_.value.data(),
            tables_.stat.data(),
            tables_.uncor.data(),
            tables_.reference.data(),
            compared,
            stride,
            tables_.multiplicative.data(),
            tables_.additive.data(),
            n_rows_,
            terms_.n_terms(),
            options_};
  }

  /// A kernel that runs over n elements.
  template <class... Parameters, class... Arguments>
  void run(std::size_t n, void (*kernel)(Parameters...), Arguments... arguments) {
    if (n > 0)
      cuda::launch(kernel, cuda::blocks_for(n), cuda::threads_per_block, stream_, arguments...);
  }

  void multiply(ConstMatrix a, ConstMatrix b, cuda::Transposed transposed, Matrix c,
                cuda::Sum mode = cuda::Sum::overwrite) {
    cuda::multiply<BatchPrecision::full>(blas_, stream_, a, b, transposed, c, mode);
  }

  void fill_pairs(std::size_t begin, std::size_t count) {
    run(count * terms_.triangle(), cuda::fill_pairs, tables_.beta.data(), tables_.first.data(),
        tables_.second.data(), tables_.row_of_pair.data(), tables_.column_of_pair.data(),
        terms_.n_sources, terms_.triangle(), begin, count, pairs_.data());
  }

  /// ΓᵀΓ of n sets from the weights of their terms.
  void sum_pairs(std::size_t n, Buffers& b) {
    const std::size_t n_pairs = terms_.n_pairs(), size = terms_.triangle();
    run(n * n_pairs, cuda::weight_pairs, b.weight.data(), tables_.first.data(),
        tables_.second.data(), n_pairs, terms_.n_terms(), n, b.pair_weight.data());
    const std::size_t at_once = pairs_.size() / size;
    for (std::size_t q = 0; q < n_pairs; q += at_once) {
      const std::size_t count = std::min(at_once, n_pairs - q);
      if (at_once < n_pairs) fill_pairs(q, count);
      multiply({b.pair_weight.data() + q, n, count, n_pairs}, {pairs_.data(), count, size, size},
               cuda::Transposed::no, {b.gram.data(), n, size, size},
               q == 0 ? cuda::Sum::overwrite : cuda::Sum::add);
    }
  }

  void factorise(double* matrices, std::size_t n) {
    cuda::launch(cuda::factorise, static_cast<unsigned>(n), cuda::elimination_threads, stream_,
                 matrices, static_cast<int>(terms_.n_sources), terms_.triangle());
  }

  /// At any theory: the measured values.
  void factorise_once() {
    if (!has_sources()) return;
    Buffers b;
    b.weight = DeviceArray<double>(terms_.n_terms());
    b.residual = DeviceArray<double>(n_rows_);
    b.log_term = DeviceArray<double>(n_rows_);
    b.pair_weight = DeviceArray<double>(terms_.n_pairs());
    b.gram = DeviceArray<double>(terms_.triangle());
    const std::size_t line = terms_.triangle() * sizeof(double);
    const std::size_t lines = std::min(terms_.n_pairs(), cuda::usable_memory() / 2 / line);
    if (lines == 0)
      throw Error(ExitCode::internal, description() +
                                          ": the covariance matrix does not fit into the free "
                                          "memory; free some, or use --backend cpu");
    pairs_ = DeviceArray<double>(lines * terms_.triangle());
    if (lines == terms_.n_pairs()) fill_pairs(0, lines);
    run(n_rows_, cuda::row_terms, rows(tables_.compared.data(), 0), tables_.value.data(), 1UL,
        cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()});
    sum_pairs(1, b);
    factorise(b.gram.data(), 1);
    stream_.wait();
    pairs_ = {};
    matrix_ = std::move(b.gram);
  }

  /// What the theory of the buffers has to do with the data, without shifts.
  cuda::RowTables start(std::size_t set, std::size_t n, std::span<const double> outcome) {
    Buffers& b = buffers_;
    cuda::RowTables table = rows(tables_.compared.data(), 0);
    if (!outcome.empty()) {
      copy_in(outcome.subspan(set * n_rows_, n * n_rows_), b.compared.data(), stream_);
      table = rows(b.compared.data(), n_rows_);
    }
    run(n * n_rows_, cuda::row_terms, table, b.theory.data(), n,
        cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()});
    run(n * n_rows_, cuda::squares, b.residual.data(), n * n_rows_, b.squares.data());
    sum_by_data_set(b.squares, n, 0);
    sum_by_data_set(b.log_term, n, 1);
    return table;
  }

  void sum_by_data_set(const DeviceArray<double>& values, std::size_t n, std::size_t which) {
    multiply({values.data(), n, n_rows_, n_rows_},
             {tables_.data_set.data(), n_rows_, n_data_sets_, n_data_sets_}, cuda::Transposed::no,
             {buffers_.sums.data() + which * n * n_data_sets_, n, n_data_sets_, n_data_sets_});
  }

  void eliminate_shifts(std::size_t n) {
    Buffers& b = buffers_;
    const std::size_t n_terms = terms_.n_terms(), n_sources = terms_.n_sources;
    run(n * n_terms, cuda::weight_residuals, b.weight.data(), b.residual.data(),
        tables_.row_of_term.data(), n_terms, n_rows_, n, b.weighted.data());
    multiply({b.weighted.data(), n, n_terms, n_terms},
             {tables_.beta.data(), n_terms, n_sources, n_sources}, cuda::Transposed::no,
             {b.shifts.data(), n, n_sources, n_sources});
    if (!one_matrix()) {
      sum_pairs(n, b);
      factorise(b.gram.data(), n);
    }
    cuda::launch(cuda::eliminate, static_cast<unsigned>(n), cuda::elimination_threads, stream_,
                 one_matrix() ? matrix_.data() : b.gram.data(),
                 one_matrix() ? 0UL : terms_.triangle(), static_cast<int>(n_sources),
                 b.shifts.data(), b.gains.data());
  }

  void split(const cuda::RowTables& table, std::size_t n) {
    Buffers& b = buffers_;
    const std::size_t n_terms = terms_.n_terms(), n_sources = terms_.n_sources;
    multiply({b.shifts.data(), n, n_sources, n_sources},
             {tables_.beta.data(), n_terms, n_sources, n_sources}, cuda::Transposed::yes,
             {b.weighted.data(), n, n_terms, n_terms});
    run(n * n_rows_, cuda::shifted_squares, table,
        cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()}, b.weighted.data(),
        n, b.squares.data());
    sum_by_data_set(b.squares, n, 2);
  }

  /// The theory is in the buffers.
  void evaluate_part(std::size_t set, std::size_t n, std::span<const double> outcome,
                     OfDataSets wanted, BatchChiSquareResult& out) {
    const cuda::RowTables table = start(set, n, outcome);
    std::vector<double> gains(2 * n, 0.0), sums(3 * n * n_data_sets_);
    if (has_sources()) {
      eliminate_shifts(n);
      copy_out(buffers_.gains.data(), std::span(gains), stream_);
    }
    const bool split_up = wanted == OfDataSets::wanted;
    if (split_up && has_sources())
      split(table, n);
    else if (split_up)
      sum_by_data_set(buffers_.squares, n, 2);
    copy_out(buffers_.sums.data(), std::span(sums).first((split_up ? 3 : 2) * n * n_data_sets_),
             stream_);
    stream_.wait();
    for (std::size_t k = 0; k < n; ++k) collect(gains, sums, k, n, set, out);
  }

  void collect(std::span<const double> gains, std::span<const double> sums, std::size_t k,
               std::size_t n, std::size_t first, BatchChiSquareResult& out) const {
    ChiSquareParts& parts = out.sets[first + k];
    double squares = 0.0;
    for (std::size_t d = 0; d < n_data_sets_; ++d) {
      squares += sums[k * n_data_sets_ + d];
      parts.log_penalty += sums[(n + k) * n_data_sets_ + d];
      if (out.points.empty()) continue;
      out.points[(first + k) * n_data_sets_ + d] = sums[(2 * n + k) * n_data_sets_ + d];
      out.log_penalty[(first + k) * n_data_sets_ + d] = sums[(n + k) * n_data_sets_ + d];
    }
    const double minimum = squares - gains[2 * k];
    parts.correlated = gains[2 * k + 1];
    parts.points = minimum - parts.correlated;
    parts.total = minimum + parts.log_penalty;
  }

  CudaDevice device_;
  ChiSquareOptions options_;
  SourceTerms terms_;
  std::size_t n_rows_, n_data_sets_;
  cuda::Stream stream_;
  cuda::Blas blas_;
  Tables tables_;
  std::unique_ptr<cuda::KernelProducts> products_;
  ChiSquarePlan plan_;
  Buffers buffers_;
  std::size_t room_ = 0;        ///< sets that the buffers hold
  DeviceArray<double> pairs_;   ///< pairs × triangle: all, or those of the moment
  DeviceArray<double> matrix_;  ///< U, where it is the same for all sets
};

}  // namespace

std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& data,
                                                    const LinearKernel* kernel,
                                                    const CudaDevice& device,
                                                    BatchPrecision precision) {
  data.check();
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<DeviceChiSquare>(data, kernel, device, precision);
}

}  // namespace fitpack
