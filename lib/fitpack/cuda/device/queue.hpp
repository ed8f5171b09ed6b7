#pragma once

#include <span>

#include "blas.hpp"

namespace fitpack::cuda {

/// Work in double precision that is done one after another.
class Queue {
 public:
  using Matrix = DeviceMatrix<double>;
  using ConstMatrix = DeviceMatrix<const double>;

  [[nodiscard]] const Stream& stream() const { return stream_; }
  [[nodiscard]] Blas& blas() { return blas_; }
  void wait() const { stream_.wait(); }

  /// A kernel that runs over n elements.
  template <class... Parameters, class... Arguments>
  void run(std::size_t n, void (*kernel)(Parameters...), Arguments... arguments) const {
    if (n > 0) launch(kernel, blocks_for(n), threads_per_block, stream_, arguments...);
  }
  /// A kernel with one block of threads for each of n things.
  template <class... Parameters, class... Arguments>
  void run_blocks(std::size_t n, unsigned threads, void (*kernel)(Parameters...),
                  Arguments... arguments) const {
    if (n > 0) launch(kernel, static_cast<unsigned>(n), threads, stream_, arguments...);
  }

  /// C (=, +=) A B or A Bᵀ, row-major.
  void multiply(ConstMatrix a, ConstMatrix b, Transposed transposed, Matrix c,
                Sum mode = Sum::overwrite) {
    cuda::multiply<BatchPrecision::full>(blas_, stream_, a, b, transposed, c, mode);
  }

  /// The values must live until the work is waited for.
  template <class T>
  void copy_in(std::span<const T> from, T* to) const {
    if (from.empty()) return;
    check(
        cudaMemcpyAsync(to, from.data(), from.size_bytes(), cudaMemcpyHostToDevice, stream_.get()),
        "a copy to the device");
  }
  template <class T>
  void copy_out(const T* from, std::span<T> to) const {
    if (to.empty()) return;
    check(cudaMemcpyAsync(to.data(), from, to.size_bytes(), cudaMemcpyDeviceToHost, stream_.get()),
          "a copy from the device");
  }
  /// An array with these values.
  template <class T>
  [[nodiscard]] DeviceArray<T> upload(const std::vector<T>& values) const {
    DeviceArray<T> result(values.size());
    copy_in(std::span<const T>(values), result.data());
    wait();
    return result;
  }

 private:
  Stream stream_;
  Blas blas_;
};

}  // namespace fitpack::cuda
