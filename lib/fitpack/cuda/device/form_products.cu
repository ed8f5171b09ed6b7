#include "form_products.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "bilinear_products.hpp"
#include "fitpack/cuda/set_order.hpp"
#include "form_tables.hpp"
#include "kernel_rows.hpp"

namespace fitpack::cuda {

namespace {

template <BatchPrecision precision>
class FormProductsOf final : public FormProducts {
  using Rows = KernelRows<precision>;
  using Factor = typename Rows::Factor;
  using Result = typename Rows::Result;

 public:
  FormProductsOf(BatchForm form, const Queue& queue)
      : parameters_(form.parameters),
        n_rows_(form.n_rows),
        is_plain_(form.is_plain()),
        tables_(form, queue),
        bilinear_(std::move(form.bilinear), queue),
        kernel_(stacked(form), form.n_columns) {
    for (const FormCell& cell : tables_.cells()) {
      first_of_cell_.push_back(first_of_cell_.empty() ? 0 : end_);
      end_ = first_of_cell_.back() + cell.size();
      most_products_ = std::max(most_products_, cell.size());
    }
  }

  [[nodiscard]] std::size_t n_columns() const override { return kernel_.n_columns(); }
  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::size_t n_kernel_rows() const override { return kernel_.n_rows(); }
  [[nodiscard]] std::size_t bytes_of_row() const override {
    return n_columns() * Rows::bytes_of_number();
  }
  [[nodiscard]] std::size_t bytes_of_set(std::size_t n_vectors) const override {
    return bilinear_.bytes_of_set(n_vectors) +
           n_vectors * (n_columns() * Rows::bytes_of_number() + n_products() * sizeof(Result)) +
           (is_plain_ ? 0 : parameters_.n_numbers() * sizeof(double) + sizeof(int));
  }
  void load(std::size_t rows_at_once, const Stream& stream) override {
    kernel_.load(rows_at_once, stream);
  }
  [[nodiscard]] bool resident() const override { return kernel_.resident(); }

  void reserve(std::size_t number, std::size_t n_sets, std::size_t n_vectors) override {
    Slot& slot = slots_[number];
    slot = {};
    const std::size_t n = n_sets * n_vectors;
    slot.f = DeviceArray<Factor>(n * n_columns());
    slot.products = DeviceArray<Result>(n * n_products());
    if constexpr (!Rows::is_double) slot.wide_f = DeviceArray<double>(n * n_columns());
    if (is_plain_) return;
    slot.workspace = bilinear_.workspace(n_sets, n_vectors);
    slot.numbers = DeviceArray<double>(n_sets * parameters_.n_numbers());
    slot.set_at = DeviceArray<int>(n_sets);
  }

  void take(std::size_t number, const PdfSets& sets, const Stream& stream) override {
    Slot& slot = slots_[number];
    slot.n_sets = sets.n_sets;
    if (sets.n_sets > 0) slot.n_vectors = sets.f.size() / (sets.n_sets * n_columns());
    if (is_plain_) {
      const std::size_t n = sets.n_sets * slot.n_vectors * n_columns();
      upload_numbers(sets.f.data(), n, slot.wide_f, slot.f.data(), stream);
      return;
    }
    slot.order = order_by_cell(parameters_, sets.theta, sets.n_sets);
    take_in_order(sets.f, slot, stream);
    copy(slot.order.numbers, slot.numbers, stream);
    copy(slot.order.set_at, slot.set_at, stream);
  }

  void multiply(std::size_t number, double* theory, const Stream& stream, Blas& blas) override {
    Slot& slot = slots_[number];
    if (is_plain_) return multiply_plain(slot, theory, stream, blas);
    for (const SetRun& run : slot.order.runs) predict_run(run, slot, theory, stream, blas);
    predict_bilinear(slot, theory, stream, blas);
    const std::size_t n = slot.n_sets * n_rows_;
    if (n == 0 || parameters_.normalisations.empty()) return;
    launch(divide_by_normalisations, blocks_for(n), threads_per_block, stream,
           tables_.rows(slot.n_vectors), numbers_of(slot), slot.n_sets, theory);
  }

 private:
  /// Of a batch.
  struct Slot {
    std::size_t n_sets = 0, n_vectors = 1;
    DeviceArray<Factor> f;
    DeviceArray<double> wide_f;    // as it travels
    DeviceArray<Result> products;  // of a cell
    DeviceArray<double> numbers;
    DeviceArray<int> set_at;
    DeviceArray<double> workspace;  // of bilinear rows
    SetOrder order;                 // lives until it has travelled
  };

  /// The rows of all cells, taken out of the form.
  static std::vector<double> stacked(BatchForm& form) {
    std::vector<double> rows;
    for (std::size_t cell = 0; cell < form.parameters.n_cells(); ++cell)
      for (FormPart* part : {&form.leading, &form.denominator, &form.f2}) {
        if (part->cells.empty()) continue;
        std::vector<double> taken = std::move(part->cells[cell]);
        if (rows.empty())
          rows = std::move(taken);
        else
          rows.insert(rows.end(), taken.begin(), taken.end());
      }
    return rows;
  }

  /// Numbers of products of a vector that are kept.
  [[nodiscard]] std::size_t n_products() const {
    return is_plain_ && Rows::is_double ? 0 : most_products_;
  }

  [[nodiscard]] FormNumbers numbers_of(const Slot& slot) const {
    return {slot.numbers.data(),        tables_.columns(),
            parameters_.n_numbers(),    parameters_.first_normalisation(),
            parameters_.first_weight(), parameters_.theory.size()};
  }

  /// PDFs in the order on the device; sets that follow each other travel together.
  void take_in_order(std::span<const double> f, Slot& slot, const Stream& stream) {
    const std::size_t size = slot.n_vectors * n_columns(), n = slot.n_sets;
    double* target = nullptr;
    if constexpr (Rows::is_double)
      target = slot.f.data();
    else
      target = slot.wide_f.data();
    const std::vector<int>& set_at = slot.order.set_at;
    for (std::size_t k = 0, end = 0; k < n; k = end) {
      const auto set = static_cast<std::size_t>(set_at[k]);
      for (end = k + 1; end < n && set_at[end] == set_at[end - 1] + 1;) ++end;
      check(
          cudaMemcpyAsync(target + k * size, f.data() + set * size,
                          (end - k) * size * sizeof(double), cudaMemcpyHostToDevice, stream.get()),
          "a copy to the device");
    }
    if constexpr (!Rows::is_double)
      launch_convert(slot.wide_f.data(), slot.f.data(), n * size, stream);
  }

  template <class T>
  static void copy(const std::vector<T>& from, DeviceArray<T>& to, const Stream& stream) {
    check(cudaMemcpyAsync(to.data(), from.data(), from.size() * sizeof(T), cudaMemcpyHostToDevice,
                          stream.get()),
          "a copy to the device");
  }

  /// Straight into the predictions where numbers are of one kind.
  void multiply_plain(Slot& slot, double* theory, const Stream& stream, Blas& blas) {
    const std::size_t n = slot.n_sets * slot.n_vectors;
    if constexpr (Rows::is_double) {
      kernel_.multiply(slot.f.data(), n, 0, n_rows_, theory, stream, blas);
    } else {
      kernel_.multiply(slot.f.data(), n, 0, n_rows_, slot.products.data(), stream, blas);
      launch_convert(slot.products.data(), theory, n * n_rows_, stream);
    }
  }

  void predict_run(const SetRun& run, Slot& slot, double* theory, const Stream& stream,
                   Blas& blas) {
    const FormCell& cell = tables_.cells()[run.cell];
    if (cell.size() == 0) return;
    kernel_.multiply(slot.f.data() + run.first * slot.n_vectors * n_columns(),
                     run.n_sets * slot.n_vectors, first_of_cell_[run.cell], cell.size(),
                     slot.products.data(), stream, blas);
    launch(predict_rows<Result>, blocks_for(run.n_sets * n_rows_), threads_per_block, stream,
           tables_.rows(slot.n_vectors), cell, numbers_of(slot),
           FormRun{slot.set_at.data() + run.first, run.n_sets},
           static_cast<const Result*>(slot.products.data()), theory);
  }

  /// From the PDFs in double precision, whatever numbers the kernels are multiplied with.
  void predict_bilinear(Slot& slot, double* theory, const Stream& stream, Blas& blas) {
    const double* f = nullptr;
    if constexpr (Rows::is_double)
      f = slot.f.data();
    else
      f = slot.wide_f.data();
    const BilinearSets sets{f, slot.n_sets, slot.n_vectors, theory, n_rows_, slot.set_at.data()};
    bilinear_.predict(sets, slot.workspace, stream, blas);
  }

  FormParameters parameters_;
  std::size_t n_rows_;
  bool is_plain_;
  FormTables tables_;
  BilinearProducts bilinear_;
  Rows kernel_;
  std::vector<std::size_t> first_of_cell_;  // among the rows of kernels
  std::size_t end_ = 0, most_products_ = 0;
  std::array<Slot, n_slots> slots_;
};

}  // namespace

std::unique_ptr<FormProducts> make_form_products(BatchForm form, BatchPrecision precision,
                                                 const Queue& queue) {
  switch (precision) {
    case BatchPrecision::full:
      return std::make_unique<FormProductsOf<BatchPrecision::full>>(std::move(form), queue);
    case BatchPrecision::single:
      return std::make_unique<FormProductsOf<BatchPrecision::single>>(std::move(form), queue);
    case BatchPrecision::tf32:
      return std::make_unique<FormProductsOf<BatchPrecision::tf32>>(std::move(form), queue);
    case BatchPrecision::bf16:
      return std::make_unique<FormProductsOf<BatchPrecision::bf16>>(std::move(form), queue);
  }
  throw Error(ExitCode::internal, "GPU: unknown precision");
}

}  // namespace fitpack::cuda
