#include <cublas_v2.h>
#include <cuda_bf16.h>

#include <bit>
#include <vector>

#include "support/cuda_emulation/state.hpp"

namespace cuda_emulation {

float to_tf32(float value) {
  if (!std::isfinite(value)) return value;
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(value) + 0x1000U) & 0xFFFFE000U);
}

namespace {

template <class Stored>
struct Matrix {
  const Stored* data;
  int leading;
  cublasOperation_t op;
  [[nodiscard]] Stored at(int i, int j) const {
    const int row = op == CUBLAS_OP_N ? i : j, column = op == CUBLAS_OP_N ? j : i;
    return data[static_cast<std::size_t>(column) * leading + row];
  }
  [[nodiscard]] std::size_t bytes(int rows, int columns) const {
    if (op == CUBLAS_OP_T) std::swap(rows, columns);
    return (static_cast<std::size_t>(columns - 1) * leading + rows) * sizeof(Stored);
  }
};

/// `read` makes a factor of what is stored.
template <class Stored, class Sum, class Read>
void multiply(Matrix<Stored> a, Matrix<Stored> b, int m, int n, int k, Sum alpha, Sum beta, Sum* c,
              int ldc, const Read& read) {
  std::vector<Sum> row(static_cast<std::size_t>(k) * m);
  for (int i = 0; i < m; ++i)
    for (int l = 0; l < k; ++l) row[static_cast<std::size_t>(i) * k + l] = read(a.at(i, l));
  std::vector<Sum> column(k);
  for (int j = 0; j < n; ++j) {
    for (int l = 0; l < k; ++l) column[l] = read(b.at(l, j));
    for (int i = 0; i < m; ++i) {
      const Sum* factors = row.data() + static_cast<std::size_t>(i) * k;
      Sum sum = 0;
      for (int l = 0; l < k; ++l) sum += factors[l] * column[l];
      Sum& out = c[static_cast<std::size_t>(j) * ldc + i];
      out = beta == 0 ? alpha * sum : alpha * sum + beta * out;
    }
  }
}

template <class Stored, class Sum, class Read>
cublasStatus_t gemm(cublasHandle_t handle, Matrix<Stored> a, Matrix<Stored> b, int m, int n, int k,
                    const void* alpha, const void* beta, void* out, int ldc, const Read& read) {
  auto* c = static_cast<Sum*>(out);
  const int device = state().current_device;
  if (!on_device(a.data, a.bytes(m, k), device) || !on_device(b.data, b.bytes(k, n), device) ||
      !on_device(c, (static_cast<std::size_t>(n - 1) * ldc + m) * sizeof(Sum), device)) {
    report("a matrix of a product reaches beyond its allocation");
    return CUBLAS_STATUS_INVALID_VALUE;
  }
  const Sum one = *static_cast<const Sum*>(alpha), other = *static_cast<const Sum*>(beta);
  const cudaError_t status =
      enqueue(handle->stream, [=] { multiply(a, b, m, n, k, one, other, c, ldc, read); });
  return status == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace

}  // namespace cuda_emulation

using namespace cuda_emulation;

const char* cublasGetStatusString(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_SUCCESS:
      return "CUBLAS_STATUS_SUCCESS";
    case CUBLAS_STATUS_INVALID_VALUE:
      return "CUBLAS_STATUS_INVALID_VALUE";
    case CUBLAS_STATUS_EXECUTION_FAILED:
      return "CUBLAS_STATUS_EXECUTION_FAILED";
    case CUBLAS_STATUS_NOT_SUPPORTED:
      return "CUBLAS_STATUS_NOT_SUPPORTED";
  }
  return "unknown";
}

cublasStatus_t cublasCreate(cublasHandle_t* handle) {
  *handle = new BlasHandle;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasDestroy(cublasHandle_t handle) {
  delete handle;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasSetStream(cublasHandle_t handle, cudaStream_t stream) {
  handle->stream = stream;
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b,
                            int m, int n, int k, const void* alpha, const void* a,
                            cudaDataType_t a_type, int lda, const void* b, cudaDataType_t b_type,
                            int ldb, const void* beta, void* c, cudaDataType_t c_type, int ldc,
                            cublasComputeType_t compute, cublasGemmAlgo_t /*algorithm*/) {
  if (m <= 0 || n <= 0 || k <= 0 || ldc < m || lda < (op_a == CUBLAS_OP_N ? m : k) ||
      ldb < (op_b == CUBLAS_OP_N ? k : n))
    return CUBLAS_STATUS_INVALID_VALUE;
  const auto product = [&]<class Stored, class Sum>(Stored /*kind*/, Sum /*kind*/,
                                                    const auto& read) {
    return gemm<Stored, Sum>(handle, {static_cast<const Stored*>(a), lda, op_a},
                             {static_cast<const Stored*>(b), ldb, op_b}, m, n, k, alpha, beta, c,
                             ldc, read);
  };
  const auto are = [&](cudaDataType_t factor, cudaDataType_t result, cublasComputeType_t how) {
    return a_type == factor && b_type == factor && c_type == result && compute == how;
  };
  if (are(CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F))
    return product(double{}, double{}, [](double x) { return x; });
  if (are(CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_PEDANTIC))
    return product(float{}, float{}, [](float x) { return x; });
  if (are(CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32))
    return product(float{}, float{}, [](float x) { return to_tf32(x); });
  if (are(CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F))
    return product(__nv_bfloat16{}, float{}, [](__nv_bfloat16 x) { return static_cast<float>(x); });
  return CUBLAS_STATUS_NOT_SUPPORTED;
}

cublasStatus_t cublasDgemmStridedBatched(cublasHandle_t handle, cublasOperation_t op_a,
                                         cublasOperation_t op_b, int m, int n, int k,
                                         const double* alpha, const double* a, int lda,
                                         long long stride_a, const double* b, int ldb,
                                         long long stride_b, const double* beta, double* c, int ldc,
                                         long long stride_c, int count) {
  if (stride_c < (n - 1LL) * ldc + m && count > 1) report("products of a batch overlap");
  for (int e = 0; e < count; ++e) {
    const cublasStatus_t status =
        cublasGemmEx(handle, op_a, op_b, m, n, k, alpha, a + e * stride_a, CUDA_R_64F, lda,
                     b + e * stride_b, CUDA_R_64F, ldb, beta, c + e * stride_c, CUDA_R_64F, ldc,
                     CUBLAS_COMPUTE_64F, CUBLAS_GEMM_DEFAULT);
    if (status != CUBLAS_STATUS_SUCCESS) return status;
  }
  return count < 0 ? CUBLAS_STATUS_INVALID_VALUE : CUBLAS_STATUS_SUCCESS;
}
