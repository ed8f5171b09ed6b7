#include "fitpack/cuda/cuda_dgemm.hpp"
#include "kernel_products.hpp"
#include "shortest.hpp"

namespace fitpack {

double seconds_of_dgemm(const CudaDevice& device, ProductShape shape, int repetitions) {
  const cuda::CurrentDevice current(device.number);
  const cuda::Stream stream;
  cuda::Blas blas;
  cuda::DeviceArray<double> a(shape.rows * shape.depth), b(shape.columns * shape.depth),
      c(shape.rows * shape.columns);
  for (auto* array : {&a, &b})
    cuda::check(cudaMemsetAsync(array->data(), 0, array->size() * sizeof(double), stream.get()),
                "clearing an array");
  stream.wait();
  return cuda::shortest(repetitions, [&] {
    cuda::multiply<BatchPrecision::full>(
        blas, stream, {a.data(), shape.rows, shape.depth, shape.depth},
        {b.data(), shape.columns, shape.depth, shape.depth}, cuda::Transposed::yes,
        {c.data(), shape.rows, shape.columns, shape.columns});
    stream.wait();
  });
}

double seconds_of_predictions(const LinearKernel& kernel, std::size_t n_sets,
                              const CudaDevice& device, BatchPrecision precision, int repetitions) {
  const cuda::CurrentDevice current(device.number);
  const cuda::Stream stream;
  cuda::Blas blas;
  const auto products = cuda::make_kernel_products(kernel, precision);
  products->load(products->n_rows(), stream);
  products->reserve(n_sets);
  cuda::DeviceArray<double> theory(n_sets * products->n_rows());
  const std::vector<double> f(n_sets * products->n_columns(), 1.0);
  products->take(f, n_sets, stream);
  stream.wait();
  return cuda::shortest(repetitions, [&] {
    products->multiply(n_sets, theory.data(), stream, blas);
    stream.wait();
  });
}

}  // namespace fitpack
