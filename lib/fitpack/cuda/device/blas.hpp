#pragma once

#include <cublas_v2.h>
#include <cuda_bf16.h>

#include "fitpack/cuda/batch_precision.hpp"
#include "launch.hpp"

/// Products on a device, and the kinds of numbers that are multiplied.
namespace fitpack::cuda {

inline void check(cublasStatus_t status, const char* what) {
  if (status != CUBLAS_STATUS_SUCCESS)
    throw Error(ExitCode::internal,
                std::string("GPU: ") + what + " failed (" + cublasGetStatusString(status) + ")");
}

/// The handle of cuBLAS on a stream.
class Blas {
 public:
  Blas() { check(cublasCreate(&handle_), "starting cuBLAS"); }
  Blas(const Blas&) = delete;
  Blas& operator=(const Blas&) = delete;
  ~Blas() { cublasDestroy(handle_); }
  [[nodiscard]] cublasHandle_t on(const Stream& stream) {
    check(cublasSetStream(handle_, stream.get()), "choosing a stream");
    return handle_;
  }

 private:
  cublasHandle_t handle_ = nullptr;
};

template <class To, class From>
__global__ void convert(const From* from, To* to, std::size_t n) {
  const std::size_t first = blockIdx.x * static_cast<std::size_t>(blockDim.x) + threadIdx.x;
  const std::size_t step = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  for (std::size_t i = first; i < n; i += step) to[i] = static_cast<To>(from[i]);
}

template <class To, class From>
void launch_convert(const From* from, To* to, std::size_t n, const Stream& stream) {
  if (n == 0) return;
  launch(convert<To, From>, blocks_for(n), threads_per_block, stream, from, to, n);
}

/// How cuBLAS multiplies numbers of a kind.
template <BatchPrecision precision>
struct Arithmetic;
template <>
struct Arithmetic<BatchPrecision::full> {
  using Factor = double;
  using Result = double;
  static constexpr cudaDataType_t factor = CUDA_R_64F, result = CUDA_R_64F;
  static constexpr cublasComputeType_t compute = CUBLAS_COMPUTE_64F;
};
template <>
struct Arithmetic<BatchPrecision::single> {
  using Factor = float;
  using Result = float;
  static constexpr cudaDataType_t factor = CUDA_R_32F, result = CUDA_R_32F;
  static constexpr cublasComputeType_t compute = CUBLAS_COMPUTE_32F_PEDANTIC;
};
template <>
struct Arithmetic<BatchPrecision::tf32> : Arithmetic<BatchPrecision::single> {
  static constexpr cublasComputeType_t compute = CUBLAS_COMPUTE_32F_FAST_TF32;
};
template <>
struct Arithmetic<BatchPrecision::bf16> : Arithmetic<BatchPrecision::single> {
  using Factor = __nv_bfloat16;
  static constexpr cudaDataType_t factor = CUDA_R_16BF;
  static constexpr cublasComputeType_t compute = CUBLAS_COMPUTE_32F;
};

/// A matrix on the device, row-major.
template <class T>
struct DeviceMatrix {
  T* data = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;  ///< distance of rows
};

enum class Transposed { no, yes };
enum class Sum { overwrite, add };

/// C (=, +=) A B or A Bᵀ, row-major: the transposed matrices of cuBLAS, Cᵀ = Bᵀ Aᵀ. Matrices
/// without elements are left alone; a sum over nothing is zero only with `add`.
template <BatchPrecision precision>
void multiply(Blas& blas, const Stream& stream,
              DeviceMatrix<const typename Arithmetic<precision>::Factor> a,
              DeviceMatrix<const typename Arithmetic<precision>::Factor> b, Transposed b_transposed,
              DeviceMatrix<typename Arithmetic<precision>::Result> c, Sum mode = Sum::overwrite) {
  using Kind = Arithmetic<precision>;
  using Result = typename Kind::Result;
  if (c.rows == 0 || c.columns == 0 || a.columns == 0) return;
  const Result one = 1, others = mode == Sum::add ? 1 : 0;
  check(cublasGemmEx(blas.on(stream), b_transposed == Transposed::yes ? CUBLAS_OP_T : CUBLAS_OP_N,
                     CUBLAS_OP_N, static_cast<int>(c.columns), static_cast<int>(c.rows),
                     static_cast<int>(a.columns), &one, b.data, Kind::factor,
                     static_cast<int>(b.stride), a.data, Kind::factor, static_cast<int>(a.stride),
                     &others, c.data, Kind::result, static_cast<int>(c.stride), Kind::compute,
                     CUBLAS_GEMM_DEFAULT),
        "a product");
}

/// Matrices of one shape, one every `step` elements.
template <class T>
struct DeviceMatrices {
  DeviceMatrix<T> first;
  std::size_t step = 0;
};

/// `count` products C = A B or A Bᵀ in double precision by one call.
inline void multiply_each(Blas& blas, const Stream& stream, std::size_t count,
                          DeviceMatrices<const double> a, DeviceMatrices<const double> b,
                          Transposed b_transposed, DeviceMatrices<double> c) {
  if (count == 0 || c.first.rows == 0 || c.first.columns == 0 || a.first.columns == 0) return;
  const double one = 1.0, others = 0.0;
  check(cublasDgemmStridedBatched(
            blas.on(stream), b_transposed == Transposed::yes ? CUBLAS_OP_T : CUBLAS_OP_N,
            CUBLAS_OP_N, static_cast<int>(c.first.columns), static_cast<int>(c.first.rows),
            static_cast<int>(a.first.columns), &one, b.first.data, static_cast<int>(b.first.stride),
            static_cast<long long>(b.step), a.first.data, static_cast<int>(a.first.stride),
            static_cast<long long>(a.step), &others, c.first.data, static_cast<int>(c.first.stride),
            static_cast<long long>(c.step), static_cast<int>(count)),
        "products");
}

}  // namespace fitpack::cuda
