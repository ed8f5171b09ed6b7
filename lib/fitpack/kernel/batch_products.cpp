#include "fitpack/kernel/batch_products.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

/// Sets that share a product: their table of PDFs fits into the processor's cache.
constexpr std::size_t sets_per_product = 64;

class CpuProducts final : public BatchProducts {
 public:
  explicit CpuProducts(const LinearKernel& kernel) : kernel_(kernel) {
    for (std::size_t b = 0; b < kernel.n_blocks(); ++b) n_rows_ += kernel.n_rows(b);
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::size_t n_columns() const override { return kernel_.n_columns(); }
  [[nodiscard]] std::string description() const override { return "CPU"; }

  void predict(const PdfSets& sets, std::span<double> out) override {
    const std::size_t n_sets = sets.n_sets;
    FITPACK_EXPECTS(sets.f.size() == n_sets * n_columns() && out.size() == n_sets * n_rows_);
    for (std::size_t k = 0; k < n_sets; k += sets_per_product) {
      const std::size_t count = std::min(sets_per_product, n_sets - k);
      predict_some(sets.part(k, count).f, count, out.subspan(k * n_rows_, count * n_rows_));
    }
  }

 private:
  void predict_some(std::span<const double> f, std::size_t n_sets, std::span<double> out) {
    const std::size_t stride = padded(n_sets);
    table_.assign(n_columns() * stride, 0.0);
    for (std::size_t k = 0; k < n_sets; ++k)
      for (std::size_t a = 0; a < n_columns(); ++a) table_[a * stride + k] = f[k * n_columns() + a];
    std::size_t first = 0;
    for (std::size_t b = 0; b < kernel_.n_blocks(); ++b) {
      const std::size_t rows = kernel_.n_rows(b);
      rows_.resize(rows * stride);
      kernel_.apply_table(b, table_, stride, rows_);
      for (std::size_t k = 0; k < n_sets; ++k)
        for (std::size_t i = 0; i < rows; ++i) out[k * n_rows_ + first + i] = rows_[i * stride + k];
      first += rows;
    }
  }

  const LinearKernel& kernel_;
  std::size_t n_rows_ = 0;
  AlignedVector table_, rows_;
};

}  // namespace

std::unique_ptr<BatchProducts> make_cpu_products(const LinearKernel& kernel) {
  return std::make_unique<CpuProducts>(kernel);
}

}  // namespace fitpack
