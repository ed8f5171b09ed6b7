#include <algorithm>
#include <utility>
#include <vector>

#include "chi_square_buffers.hpp"
#include "chi_square_tables.hpp"
#include "fitpack/cuda/cuda_chi_square.hpp"
#include "form_products.hpp"
#include "model_kernels.hpp"
#include "source_products.hpp"

namespace fitpack {

namespace {

using cuda::DeviceArray;

/// More sets at once gain nothing.
constexpr std::size_t most_sets = 4096;
constexpr std::size_t most_models = 512;

class DeviceChiSquare final : public CudaChiSquare {
 public:
  DeviceChiSquare(const BatchData& data, std::optional<BatchForm> form, CudaDevice device,
                  BatchPrecision precision)
      : device_(std::move(device)),
        options_(data.chi_square),
        sources_(source_terms(data), queue_),
        n_rows_(terms().n_rows),
        n_data_sets_(data.n_data_sets),
        tables_(data, terms(), queue_) {
    if (form) products_ = cuda::make_form_products(std::move(*form), precision, queue_);
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
      queue_.copy_in(batch.theory.subspan(set * n_rows_, count * n_rows_), buffers_.theory.data());
      evaluate_part(set, count, batch.outcome, wanted, out);
    });
  }

  void evaluate_pdfs(const PdfBatch& batch, OfDataSets wanted, BatchChiSquareResult& out) override {
    if (!products_) throw Error(ExitCode::internal, "a batch of PDFs without kernels");
    const cuda::CurrentDevice current(device_.number);
    out.resize(batch.n_sets, n_data_sets_, wanted);
    const PdfSets sets{batch.n_sets, batch.f, batch.theta};
    in_parts(batch.n_sets, [&](std::size_t set, std::size_t count) {
      predict(sets.part(set, count), buffers_.theory.data());
      evaluate_part(set, count, batch.outcome, wanted, out);
    });
  }

  [[nodiscard]] std::size_t models_at_once(std::size_t n_parameters) const override {
    if (!products_) throw Error(ExitCode::internal, "a batch of PDFs without a kernel");
    return models_at_once(model_shape(n_parameters));
  }

  void evaluate_models(const PdfSlopeBatch& batch, BatchModelResult& out) override {
    if (!products_) throw Error(ExitCode::internal, "a batch of PDFs without kernels");
    const cuda::CurrentDevice current(device_.number);
    out.resize(batch.n_sets, batch.n_parameters);
    if (n_rows_ == 0 || batch.n_sets == 0 || batch.n_parameters == 0) return;
    const cuda::ModelShape shape = model_shape(batch.n_parameters);
    const std::size_t at_once = std::min(models_at_once(shape), batch.n_sets);
    reserve(at_once, batch.n_parameters);
    for (std::size_t set = 0; set < batch.n_sets; set += at_once)
      model_part(batch, shape, set, std::min(at_once, batch.n_sets - set), out);
  }

 private:
  [[nodiscard]] const SourceTerms& terms() const { return sources_.terms(); }

  /// δ and Γ, and with them A, are the same for all sets.
  [[nodiscard]] bool one_matrix() const { return options_.has_constant_covariance(); }
  [[nodiscard]] bool has_sources() const { return !sources_.empty(); }

  void predict(const PdfSets& sets, double* theory) {
    products_->take(0, sets, queue_.stream());
    products_->multiply(0, theory, queue_.stream(), queue_.blas());
  }

  template <class Part>
  void in_parts(std::size_t n_sets, const Part& part) {
    if (n_rows_ == 0) return;
    reserve(std::min(plan_.sets_at_once, n_sets), 0);
    for (std::size_t set = 0; set < n_sets; set += plan_.sets_at_once)
      part(set, std::min(plan_.sets_at_once, n_sets - set));
  }

  /// Buffers grow with the batches. Those of models with n_parameters > 0 come and
  /// go, but stay where there is room for χ² alone beside them.
  void reserve(std::size_t n, std::size_t n_parameters) {
    if (n <= room_ && (n_parameters == 0 || n_parameters == model_parameters_)) return;
    room_ = model_parameters_ = 0;
    buffers_ = {};
    model_ = {};
    if (products_) products_->reserve(0, 0, 1);
    buffers_ = buffers_of(n);
    if (n_parameters > 0) model_ = model_buffers_of(n, model_shape(n_parameters));
    if (products_) products_->reserve(0, n, n_parameters + 1);
    room_ = n;
    model_parameters_ = n_parameters;
  }

  [[nodiscard]] cuda::ModelShape model_shape(std::size_t n_parameters) const {
    const bool log_on = options_.log_penalty == LogPenalty::on;
    return {n_parameters, n_rows_, log_on ? n_rows_ : 0, has_sources() ? terms().n_sources : 0};
  }

  /// Numbers of one set beside those of its χ².
  [[nodiscard]] std::size_t model_numbers(const cuda::ModelShape& shape) const {
    return shape.columns() * (n_rows_ + shape.rows()) +
           shape.n_parameters * (terms().n_terms() + terms().n_sources + shape.columns());
  }

  [[nodiscard]] cuda::ModelBuffers model_buffers_of(std::size_t n,
                                                    const cuda::ModelShape& shape) const {
    cuda::ModelBuffers m;
    m.table = DeviceArray<double>(n * shape.columns() * n_rows_);
    m.matrix = DeviceArray<double>(n * shape.columns() * shape.rows());
    m.weighted = DeviceArray<double>(n * shape.n_parameters * terms().n_terms());
    m.x = DeviceArray<double>(n * shape.n_parameters * terms().n_sources);
    m.triangles = DeviceArray<double>(n * shape.n_parameters * shape.columns());
    return m;
  }

  /// Sets of models in the memory that is there for sets.
  [[nodiscard]] std::size_t models_at_once(const cuda::ModelShape& shape) const {
    const std::size_t bytes = sizes().set - products_->bytes_of_set(1) +
                              products_->bytes_of_set(shape.columns()) +
                              model_numbers(shape) * sizeof(double);
    const std::size_t count = std::min(memory_for_sets_ / bytes, most_models);
    if (count == 0)
      throw Error(ExitCode::internal,
                  description() +
                      ": not even one set with its derivatives fits into the free memory; free "
                      "some, or use --backend cpu");
    return count;
  }

  void plan() {
    if (n_rows_ == 0) return;
    const ChiSquareSizes needed = sizes();
    const std::size_t memory = cuda::usable_memory();
    plan_ = plan_chi_square(needed, memory, most_sets);
    if (!plan_.possible())
      throw Error(ExitCode::internal,
                  description() +
                      ": not even one set of predictions fits into the free memory beside a row of "
                      "the kernel and of the correlated sources; free some, or use --backend cpu");
    memory_for_sets_ =
        memory - plan_.kernel_rows * needed.kernel_row - plan_.pairs_at_once * needed.pair;
    if (products_) products_->load(plan_.kernel_rows, queue_.stream());
    if (one_matrix() || !has_sources()) return;
    sources_.load_pairs(plan_.pairs_at_once);
  }

  [[nodiscard]] ChiSquareSizes sizes() const {
    ChiSquareSizes sizes;
    std::size_t numbers =
        5 * n_rows_ + 2 * terms().n_terms() + terms().n_sources + 2 + 3 * n_data_sets_;
    if (!one_matrix() && has_sources()) {
      numbers += terms().n_pairs() + terms().triangle();
      sizes.pair = terms().triangle() * sizeof(double);
      sizes.n_pairs = terms().n_pairs();
    }
    sizes.set = numbers * sizeof(double);
    if (!products_) return sizes;
    sizes.kernel_row = products_->bytes_of_row();
    sizes.n_rows = products_->n_kernel_rows();
    sizes.set += products_->bytes_of_set(1);
    return sizes;
  }

  [[nodiscard]] cuda::ChiSquareBuffers buffers_of(std::size_t n) const {
    cuda::ChiSquareBuffers b;
    for (auto* array : {&b.theory, &b.compared, &b.residual, &b.log_term, &b.squares})
      *array = DeviceArray<double>(n * n_rows_);
    for (auto* array : {&b.weight, &b.weighted})
      *array = DeviceArray<double>(n * terms().n_terms());
    b.shifts = DeviceArray<double>(n * terms().n_sources);
    b.gains = DeviceArray<double>(2 * n);
    b.sums = DeviceArray<double>(3 * n * n_data_sets_);
    if (one_matrix() || !has_sources()) return b;
    b.pair_weight = DeviceArray<double>(n * terms().n_pairs());
    b.gram = DeviceArray<double>(n * terms().triangle());
    return b;
  }

  /// At any theory: the measured values.
  void factorise_once() {
    if (!has_sources()) return;
    cuda::ChiSquareBuffers b;
    b.weight = DeviceArray<double>(terms().n_terms());
    b.residual = DeviceArray<double>(n_rows_);
    b.log_term = DeviceArray<double>(n_rows_);
    b.pair_weight = DeviceArray<double>(terms().n_pairs());
    b.gram = DeviceArray<double>(terms().triangle());
    const std::size_t line = terms().triangle() * sizeof(double);
    const std::size_t lines = std::min(terms().n_pairs(), cuda::usable_memory() / 2 / line);
    if (lines == 0)
      throw Error(ExitCode::internal, description() +
                                          ": the covariance matrix does not fit into the free "
                                          "memory; free some, or use --backend cpu");
    sources_.load_pairs(lines);
    queue_.run(n_rows_, cuda::row_terms, tables_.rows(), tables_.value.data(), 1UL,
               cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()});
    sources_.factorise(b.weight, 1, b.pair_weight, b.gram);
    queue_.wait();
    sources_.drop_pairs();
    matrix_ = std::move(b.gram);
  }

  /// What the theory of the buffers has to do with the data, without shifts.
  cuda::RowTables start(std::size_t set, std::size_t n, std::span<const double> outcome) {
    cuda::ChiSquareBuffers& b = buffers_;
    cuda::RowTables table = tables_.rows();
    if (!outcome.empty()) {
      queue_.copy_in(outcome.subspan(set * n_rows_, n * n_rows_), b.compared.data());
      table = tables_.rows(b.compared.data(), n_rows_);
    }
    queue_.run(n * n_rows_, cuda::row_terms, table, b.theory.data(), n,
               cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()});
    queue_.run(n * n_rows_, cuda::squares, b.residual.data(), n * n_rows_, b.squares.data());
    sum_by_data_set(b.squares, n, 0);
    sum_by_data_set(b.log_term, n, 1);
    return table;
  }

  void sum_by_data_set(const DeviceArray<double>& values, std::size_t n, std::size_t which) {
    queue_.multiply(
        {values.data(), n, n_rows_, n_rows_},
        {tables_.data_set.data(), n_rows_, n_data_sets_, n_data_sets_}, cuda::Transposed::no,
        {buffers_.sums.data() + which * n * n_data_sets_, n, n_data_sets_, n_data_sets_});
  }

  void eliminate_shifts(std::size_t n) {
    cuda::ChiSquareBuffers& b = buffers_;
    const std::size_t n_terms = terms().n_terms();
    queue_.run(n * n_terms, cuda::weight_residuals, b.weight.data(), b.residual.data(),
               sources_.row_of_term(), n_terms, n_rows_, n, b.weighted.data());
    sources_.collect(b.weighted, n, b.shifts);
    if (!one_matrix()) sources_.factorise(b.weight, n, b.pair_weight, b.gram);
    queue_.run_blocks(n, cuda::elimination_threads, cuda::eliminate, factor(), factor_stride(),
                      static_cast<int>(terms().n_sources), b.shifts.data(), b.gains.data());
  }

  /// U of the sets, and the distance from one to the next.
  [[nodiscard]] const double* factor() const {
    return one_matrix() ? matrix_.data() : buffers_.gram.data();
  }
  [[nodiscard]] std::size_t factor_stride() const { return one_matrix() ? 0 : terms().triangle(); }

  /// Rows of J and what the sources take from them, at the shifts in the buffers.
  void form_rows(const cuda::RowTables& table, const cuda::ModelShape& shape, std::size_t n) {
    cuda::ChiSquareBuffers& b = buffers_;
    cuda::ModelBuffers& m = model_;
    if (has_sources()) sources_.spread(b.shifts, n, b.weighted);
    queue_.run(n * n_rows_, cuda::model_rows, table,
               cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()},
               m.table.data(), b.weighted.data(), shape, n, m.matrix.data());
    if (!has_sources()) return;
    const std::size_t n_columns = n * shape.n_parameters, n_terms = terms().n_terms();
    queue_.run(n_columns * n_terms, cuda::weight_jacobian, b.weight.data(), m.matrix.data(),
               sources_.row_of_term(), n_terms, shape, n, m.weighted.data());
    sources_.collect(m.weighted, n_columns, m.x);
    queue_.run_blocks(n_columns, cuda::elimination_threads, cuda::solve_columns, factor(),
                      factor_stride(), static_cast<int>(terms().n_sources),
                      static_cast<int>(shape.n_parameters), m.x.data());
    sources_.spread(m.x, n_columns, m.weighted);
    queue_.run(n_columns * n_rows_, cuda::project_jacobian, table, b.weight.data(),
               m.weighted.data(), shape, n, m.matrix.data());
    queue_.run(n * shape.columns() * shape.n_sources, cuda::source_rows, m.x.data(),
               b.shifts.data(), shape, n, m.matrix.data());
  }

  void model_part(const PdfSlopeBatch& batch, const cuda::ModelShape& shape, std::size_t set,
                  std::size_t n, BatchModelResult& out) {
    predict(PdfSets{batch.n_sets, batch.f, batch.theta}.part(set, n), model_.table.data());
    queue_.run(n * n_rows_, cuda::take_values, model_.table.data(), shape, n,
               buffers_.theory.data());
    const cuda::RowTables table = start(set, n, batch.outcome);
    std::vector<double> gains(2 * n, 0.0), sums(2 * n * n_data_sets_);
    if (has_sources()) {
      eliminate_shifts(n);
      queue_.copy_out(buffers_.gains.data(), std::span(gains));
    }
    form_rows(table, shape, n);
    queue_.run_blocks(n, cuda::triangle_threads, cuda::triangularise, model_.matrix.data(), shape);
    const std::size_t triangle = shape.n_parameters * shape.columns();
    queue_.run(n * triangle, cuda::take_triangles, model_.matrix.data(), shape, n,
               model_.triangles.data());
    queue_.copy_out(model_.triangles.data(),
                    std::span(out.triangles).subspan(set * triangle, n * triangle));
    queue_.copy_out(buffers_.sums.data(), std::span(sums));
    queue_.wait();
    BatchChiSquareResult values;
    values.resize(n, n_data_sets_, OfDataSets::left_out);
    for (std::size_t k = 0; k < n; ++k) collect(gains, sums, k, n, 0, values);
    std::ranges::copy(values.sets, out.sets.begin() + static_cast<std::ptrdiff_t>(set));
  }

  void split(const cuda::RowTables& table, std::size_t n) {
    cuda::ChiSquareBuffers& b = buffers_;
    sources_.spread(b.shifts, n, b.weighted);
    queue_.run(n * n_rows_, cuda::shifted_squares, table,
               cuda::TermArrays{b.residual.data(), b.log_term.data(), b.weight.data()},
               b.weighted.data(), n, b.squares.data());
    sum_by_data_set(b.squares, n, 2);
  }

  /// The theory is in the buffers.
  void evaluate_part(std::size_t set, std::size_t n, std::span<const double> outcome,
                     OfDataSets wanted, BatchChiSquareResult& out) {
    const cuda::RowTables table = start(set, n, outcome);
    std::vector<double> gains(2 * n, 0.0), sums(3 * n * n_data_sets_);
    if (has_sources()) {
      eliminate_shifts(n);
      queue_.copy_out(buffers_.gains.data(), std::span(gains));
    }
    const bool split_up = wanted == OfDataSets::wanted;
    if (split_up && has_sources())
      split(table, n);
    else if (split_up)
      sum_by_data_set(buffers_.squares, n, 2);
    queue_.copy_out(buffers_.sums.data(),
                    std::span(sums).first((split_up ? 3 : 2) * n * n_data_sets_));
    queue_.wait();
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
  cuda::Queue queue_;
  cuda::SourceProducts sources_;
  std::size_t n_rows_, n_data_sets_;
  cuda::ChiSquareTables tables_;
  std::unique_ptr<cuda::FormProducts> products_;
  ChiSquarePlan plan_;
  cuda::ChiSquareBuffers buffers_;
  cuda::ModelBuffers model_;
  std::size_t room_ = 0;              ///< sets that the buffers hold
  std::size_t model_parameters_ = 0;  ///< of models that they hold
  std::size_t memory_for_sets_ = 0;   ///< bytes
  DeviceArray<double> matrix_;        ///< U, where it is the same for all sets
};

}  // namespace

std::unique_ptr<CudaChiSquare> make_cuda_chi_square(const BatchData& data,
                                                    std::optional<BatchForm> form,
                                                    const CudaDevice& device,
                                                    BatchPrecision precision) {
  data.check();
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<DeviceChiSquare>(data, std::move(form), device, precision);
}

}  // namespace fitpack
