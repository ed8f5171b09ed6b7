#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blas.hpp"
#include "fitpack/kernel/linear_kernel.hpp"

namespace fitpack::cuda {

/// Predictions of PDFs that stay on the device, from a kernel that stays there as well, or goes
/// there in parts.
class KernelProducts {
 public:
  virtual ~KernelProducts() = default;
  [[nodiscard]] virtual std::size_t n_columns() const = 0;
  [[nodiscard]] virtual std::size_t n_rows() const = 0;
  [[nodiscard]] virtual std::size_t bytes_of_row() const = 0;
  /// Buffers of one set of PDFs.
  [[nodiscard]] virtual std::size_t bytes_of_set() const = 0;
  /// To be called once, before any product.
  virtual void load(std::size_t rows_at_once, const Stream& stream) = 0;
  /// Makes room for n sets.
  virtual void reserve(std::size_t n_sets) = 0;
  /// PDFs of the host, of at most the sets there is room for, to the device.
  virtual void take(std::span<const double> f, std::size_t n_sets, const Stream& stream) = 0;
  /// theory[set][row], on the device, of the PDFs taken last.
  virtual void multiply(std::size_t n_sets, double* theory, const Stream& stream, Blas& blas) = 0;
  void predict(std::span<const double> f, std::size_t n_sets, double* theory, const Stream& stream,
               Blas& blas) {
    take(f, n_sets, stream);
    multiply(n_sets, theory, stream, blas);
  }
};

template <BatchPrecision precision>
class KernelProductsOf final : public KernelProducts {
  using Factor = typename Arithmetic<precision>::Factor;
  using Result = typename Arithmetic<precision>::Result;
  static constexpr bool is_double = precision == BatchPrecision::full;

 public:
  explicit KernelProductsOf(const LinearKernel& kernel) : n_columns_(kernel.n_columns()) {
    for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
      for (std::size_t i = 0; i < kernel.n_rows(b); ++i) {
        const auto row = kernel.row(b, i);
        rows_.insert(rows_.end(), row.begin(), row.end());
        ++n_rows_;
      }
  }

  [[nodiscard]] std::size_t n_columns() const override { return n_columns_; }
  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::size_t bytes_of_row() const override {
    return n_columns_ * (sizeof(Factor) + (is_double ? 0 : sizeof(double)));
  }
  [[nodiscard]] std::size_t bytes_of_set() const override {
    return n_columns_ * (sizeof(Factor) + (is_double ? 0 : sizeof(double))) +
           (is_double ? 0 : n_rows_ * sizeof(Result));
  }

  void load(std::size_t rows_at_once, const Stream& stream) override {
    rows_at_once_ = rows_at_once;
    kernel_ = DeviceArray<Factor>(rows_at_once * n_columns_);
    if constexpr (!is_double) wide_rows_ = DeviceArray<double>(rows_at_once * n_columns_);
    if (rows_at_once_ < n_rows_ || n_rows_ == 0) return;
    upload(rows_.data(), n_rows_ * n_columns_, wide_rows_, kernel_.data(), stream);
    stream.wait();
    rows_ = {};
    wide_rows_ = {};
  }

  void reserve(std::size_t n_sets) override {
    f_ = {};
    f_ = DeviceArray<Factor>(n_sets * n_columns_);
    if constexpr (!is_double) {
      wide_f_ = {};
      narrow_theory_ = {};
      wide_f_ = DeviceArray<double>(n_sets * n_columns_);
      narrow_theory_ = DeviceArray<Result>(n_sets * n_rows_);
    }
  }

  void take(std::span<const double> f, std::size_t n_sets, const Stream& stream) override {
    upload(f.data(), n_sets * n_columns_, wide_f_, f_.data(), stream);
  }

  void multiply(std::size_t n_sets, double* theory, const Stream& stream, Blas& blas) override {
    for (std::size_t row = 0; row < n_rows_; row += rows_at_once_) {
      const std::size_t count = std::min(rows_at_once_, n_rows_ - row);
      if (rows_at_once_ < n_rows_)
        upload(rows_.data() + row * n_columns_, count * n_columns_, wide_rows_, kernel_.data(),
               stream);
      Result* out = nullptr;
      if constexpr (is_double)
        out = theory + row;
      else
        out = narrow_theory_.data() + row;
      cuda::multiply<precision>(blas, stream, {f_.data(), n_sets, n_columns_, n_columns_},
                                {kernel_.data(), count, n_columns_, n_columns_}, Transposed::yes,
                                {out, n_sets, count, n_rows_});
    }
    if constexpr (!is_double)
      launch_convert(narrow_theory_.data(), theory, n_sets * n_rows_, stream);
  }

 private:
  /// Through `wide` where the numbers of the device are others.
  void upload(const double* from, std::size_t n, DeviceArray<double>& wide, Factor* to,
              const Stream& stream) {
    double* target = nullptr;
    if constexpr (is_double)
      target = to;
    else
      target = wide.data();
    check(cudaMemcpyAsync(target, from, n * sizeof(double), cudaMemcpyHostToDevice, stream.get()),
          "a copy to the device");
    if constexpr (!is_double) launch_convert(wide.data(), to, n, stream);
  }

  std::size_t n_columns_, n_rows_ = 0, rows_at_once_ = 0;
  std::vector<double> rows_;  // of the kernel; empty where it is resident
  DeviceArray<Factor> kernel_, f_;
  DeviceArray<double> wide_rows_, wide_f_;
  DeviceArray<Result> narrow_theory_;
};

inline std::unique_ptr<KernelProducts> make_kernel_products(const LinearKernel& kernel,
                                                            BatchPrecision precision) {
  switch (precision) {
    case BatchPrecision::full:
      return std::make_unique<KernelProductsOf<BatchPrecision::full>>(kernel);
    case BatchPrecision::single:
      return std::make_unique<KernelProductsOf<BatchPrecision::single>>(kernel);
    case BatchPrecision::tf32:
      return std::make_unique<KernelProductsOf<BatchPrecision::tf32>>(kernel);
    case BatchPrecision::bf16:
      return std::make_unique<KernelProductsOf<BatchPrecision::bf16>>(kernel);
  }
  throw Error(ExitCode::internal, "GPU: unknown precision");
}

}  // namespace fitpack::cuda
