#include "fitpack/cuda/cuda_dgemm.hpp"
#include "form_products.hpp"
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

double seconds_of_predictions(const BatchForm& form, std::span<const double> theta,
                              std::size_t n_sets, const CudaDevice& device,
                              BatchPrecision precision, int repetitions) {
  const cuda::CurrentDevice current(device.number);
  cuda::Queue queue;
  const auto products = cuda::make_form_products(form, precision, queue);
  products->load(products->n_kernel_rows(), queue.stream());
  products->reserve(0, n_sets, 1);
  cuda::DeviceArray<double> theory(n_sets * products->n_rows());
  const std::vector<double> f(n_sets * products->n_columns(), 1.0);
  std::vector<double> thetas;
  for (std::size_t k = 0; k < n_sets; ++k) thetas.insert(thetas.end(), theta.begin(), theta.end());
  products->take(0, {n_sets, f, thetas}, queue.stream());
  queue.wait();
  return cuda::shortest(repetitions, [&] {
    products->multiply(0, theory.data(), queue.stream(), queue.blas());
    queue.wait();
  });
}

}  // namespace fitpack
