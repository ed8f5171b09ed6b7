#include <algorithm>
#include <array>
#include <vector>

#include "blas.hpp"
#include "fitpack/cuda/batch_plan.hpp"
#include "fitpack/cuda/cuda_devices.hpp"

namespace fitpack {

namespace {

using cuda::check;

/// Buffers in flight: while one part is multiplied the next one travels.
constexpr std::size_t n_slots = 2;

template <BatchPrecision precision>
class CudaProducts final : public BatchProducts {
  using Kind = cuda::Arithmetic<precision>;
  using Factor = typename Kind::Factor;
  using Result = typename Kind::Result;

 public:
  CudaProducts(const LinearKernel& kernel, const CudaDevice& device)
      : device_(device), n_columns_(kernel.n_columns()) {
    for (std::size_t b = 0; b < kernel.n_blocks(); ++b)
      for (std::size_t i = 0; i < kernel.n_rows(b); ++i) {
        const auto row = kernel.row(b, i);
        rows_.insert(rows_.end(), row.begin(), row.end());
        ++n_rows_;
      }
    const cuda::CurrentDevice current(device_.number);
    prepare();
  }

  [[nodiscard]] std::size_t n_rows() const override { return n_rows_; }
  [[nodiscard]] std::size_t n_columns() const override { return n_columns_; }
  [[nodiscard]] std::string description() const override {
    return "GPU " + std::to_string(device_.number) + " (" + device_.name + ")";
  }

  void predict(std::span<const double> f, std::size_t n_sets, std::span<double> out) override {
    if (n_rows_ == 0 || n_sets == 0) return;
    const cuda::CurrentDevice current(device_.number);
    for (std::size_t row = 0; row < n_rows_; row += plan_.rows_at_once) {
      const std::size_t rows = std::min(plan_.rows_at_once, n_rows_ - row);
      if (!resident()) upload_rows(row, rows);
      predict_rows(row, rows, f, n_sets, out);
    }
  }

 private:
  /// Of one part of a batch: its PDFs and predictions.
  struct Slot {
    cuda::Stream stream;
    cuda::DeviceArray<double> wide;  // what travels
    cuda::DeviceArray<Factor> f;
    cuda::DeviceArray<Result> theory;
  };

  [[nodiscard]] bool resident() const { return plan_.rows_at_once == n_rows_; }

  void prepare() {
    if (n_rows_ == 0) return;
    const BatchElements elements{sizeof(Factor), sizeof(Result)};
    plan_ = plan_batch(n_rows_, n_columns_, cuda::usable_memory(), n_slots, elements);
    if (!plan_.possible())
      throw Error(ExitCode::internal, description() +
                                          ": not even one row of the kernel fits into the free "
                                          "memory; free some, or use --backend cpu");
    plan_.sets_at_once = std::min(plan_.sets_at_once, most_sets);
    kernel_ = cuda::DeviceArray<Factor>(plan_.rows_at_once * n_columns_);
    const std::size_t widest = std::max(plan_.rows_at_once, n_columns_);
    for (Slot& slot : slots_) {
      slot.wide = cuda::DeviceArray<double>(plan_.sets_at_once * widest);
      slot.f = cuda::DeviceArray<Factor>(plan_.sets_at_once * n_columns_);
      slot.theory = cuda::DeviceArray<Result>(plan_.sets_at_once * plan_.rows_at_once);
    }
    if (resident()) {
      upload_rows(0, n_rows_);
      rows_ = {};
    }
  }

  void upload_rows(std::size_t first, std::size_t count) {
    Slot& slot = slots_[0];
    const std::size_t at_once = std::max<std::size_t>(1, slot.wide.size() / n_columns_);
    for (std::size_t i = 0; i < count; i += at_once) {
      const std::size_t n = std::min(at_once, count - i) * n_columns_;
      copy_in(slot, rows_.data() + (first + i) * n_columns_, n, kernel_.data() + i * n_columns_);
    }
    slot.stream.wait();
  }

  void copy_in(Slot& slot, const double* from, std::size_t n, Factor* to) {
    check(cudaMemcpyAsync(slot.wide.data(), from, n * sizeof(double), cudaMemcpyHostToDevice,
                          slot.stream.get()),
          "a copy to the device");
    cuda::launch_convert(slot.wide.data(), to, n, slot.stream);
  }

  void predict_rows(std::size_t row, std::size_t rows, std::span<const double> f,
                    std::size_t n_sets, std::span<double> out) {
    std::size_t part = 0;
    for (std::size_t set = 0; set < n_sets; set += plan_.sets_at_once, ++part) {
      const std::size_t sets = std::min(plan_.sets_at_once, n_sets - set);
      Slot& slot = slots_[part % n_slots];
      slot.stream.wait();
      copy_in(slot, f.data() + set * n_columns_, sets * n_columns_, slot.f.data());
      multiply(slot, rows, sets);
      cuda::launch_convert(slot.theory.data(), slot.wide.data(), sets * rows, slot.stream);
      // Rows of the device lie together; in `out` they are `rows` of n_rows numbers of each set.
      check(cudaMemcpy2DAsync(out.data() + set * n_rows_ + row, n_rows_ * sizeof(double),
                              slot.wide.data(), rows * sizeof(double), rows * sizeof(double), sets,
                              cudaMemcpyDeviceToHost, slot.stream.get()),
            "a copy from the device");
    }
    for (const Slot& slot : slots_) slot.stream.wait();
  }

  /// Row-major matrices are the transposed ones of cuBLAS: theoryᵀ = (Kᵀ)ᵀ fᵀ.
  void multiply(Slot& slot, std::size_t rows, std::size_t sets) {
    const Result one = 1, zero = 0;
    const auto k = static_cast<int>(n_columns_), m = static_cast<int>(rows);
    check(
        cublasGemmEx(blas_.on(slot.stream), CUBLAS_OP_T, CUBLAS_OP_N, m, static_cast<int>(sets), k,
                     &one, kernel_.data(), Kind::factor, k, slot.f.data(), Kind::factor, k, &zero,
                     slot.theory.data(), Kind::result, m, Kind::compute, CUBLAS_GEMM_DEFAULT),
        "a product");
  }

  /// Beyond this a product gains nothing by being wider.
  static constexpr std::size_t most_sets = 65536;

  CudaDevice device_;
  std::size_t n_columns_, n_rows_ = 0;
  std::vector<double> rows_;  // of the kernel; empty where it is resident
  BatchPlan plan_;
  cuda::Blas blas_;
  cuda::DeviceArray<Factor> kernel_;
  std::array<Slot, n_slots> slots_;
};

}  // namespace

std::unique_ptr<BatchProducts> make_cuda_products(const LinearKernel& kernel,
                                                  const CudaDevice& device,
                                                  BatchPrecision precision) {
  const cuda::CurrentDevice current(device.number);
  switch (precision) {
    case BatchPrecision::full:
      return std::make_unique<CudaProducts<BatchPrecision::full>>(kernel, device);
    case BatchPrecision::single:
      return std::make_unique<CudaProducts<BatchPrecision::single>>(kernel, device);
    case BatchPrecision::tf32:
      return std::make_unique<CudaProducts<BatchPrecision::tf32>>(kernel, device);
    case BatchPrecision::bf16:
      return std::make_unique<CudaProducts<BatchPrecision::bf16>>(kernel, device);
  }
  throw Error(ExitCode::internal, "GPU: unknown precision");
}

}  // namespace fitpack
