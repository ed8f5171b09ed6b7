#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "blas.hpp"

namespace fitpack::cuda {

/// Numbers of the host to the device, through `wide` where those of the device are others.
template <class Number>
void upload_numbers(const double* from, std::size_t n, DeviceArray<double>& wide, Number* to,
                    const Stream& stream) {
  double* target = nullptr;
  if constexpr (std::is_same_v<Number, double>)
    target = to;
  else
    target = wide.data();
  check(cudaMemcpyAsync(target, from, n * sizeof(double), cudaMemcpyHostToDevice, stream.get()),
        "a copy to the device");
  if constexpr (!std::is_same_v<Number, double>) launch_convert(wide.data(), to, n, stream);
}

/// Rows of kernels that stay on the device, or go there in parts with every product.
template <BatchPrecision precision>
class KernelRows {
 public:
  using Factor = typename Arithmetic<precision>::Factor;
  using Result = typename Arithmetic<precision>::Result;
  static constexpr bool is_double = precision == BatchPrecision::full;

  KernelRows(std::vector<double> rows, std::size_t n_columns)
      : rows_(std::move(rows)), n_columns_(n_columns), n_rows_(rows_.size() / n_columns) {}

  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  [[nodiscard]] std::size_t n_rows() const { return n_rows_; }
  [[nodiscard]] static std::size_t bytes_of_number() {
    return sizeof(Factor) + (is_double ? 0 : sizeof(double));
  }

  /// To be called once, before any product.
  void load(std::size_t rows_at_once, const Stream& stream) {
    rows_at_once_ = rows_at_once;
    kernel_ = DeviceArray<Factor>(rows_at_once * n_columns_);
    if constexpr (!is_double) wide_ = DeviceArray<double>(rows_at_once * n_columns_);
    if (!resident() || n_rows_ == 0) return;
    upload_numbers(rows_.data(), n_rows_ * n_columns_, wide_, kernel_.data(), stream);
    stream.wait();
    rows_ = {};
    wide_ = {};
  }
  [[nodiscard]] bool resident() const { return rows_at_once_ == n_rows_; }

  /// out[v][i] = Σ_a K[first + i][a] f[v][a] for `count` rows and n vectors.
  void multiply(const Factor* f, std::size_t n, std::size_t first, std::size_t count, Result* out,
                const Stream& stream, Blas& blas) {
    const std::size_t at_once = resident() ? count : rows_at_once_;
    for (std::size_t row = 0; row < count; row += at_once) {
      const std::size_t rows = std::min(at_once, count - row);
      const Factor* kernel = kernel_.data();
      if (resident())
        kernel += first * n_columns_;
      else
        upload_numbers(rows_.data() + (first + row) * n_columns_, rows * n_columns_, wide_,
                       kernel_.data(), stream);
      cuda::multiply<precision>(blas, stream, {f, n, n_columns_, n_columns_},
                                {kernel, rows, n_columns_, n_columns_}, Transposed::yes,
                                {out + row, n, rows, count});
    }
  }

 private:
  std::vector<double> rows_;  // empty where they are resident
  std::size_t n_columns_, n_rows_, rows_at_once_ = 0;
  DeviceArray<Factor> kernel_;
  DeviceArray<double> wide_;
};

}  // namespace fitpack::cuda
