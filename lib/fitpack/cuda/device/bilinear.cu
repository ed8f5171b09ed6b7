#include "bilinear_products.hpp"
#include "fitpack/cuda/cuda_bilinear.hpp"
#include "shortest.hpp"

namespace fitpack {

namespace {

using cuda::DeviceArray;

class DeviceBilinear final : public CudaBilinear {
 public:
  DeviceBilinear(BilinearBatch batch, const CudaDevice& device)
      : device_(device.number), products_(std::move(batch), queue_) {}

  [[nodiscard]] std::size_t n_rows() const override { return products_.n_rows(); }
  [[nodiscard]] std::size_t n_columns() const override { return products_.n_columns(); }

  void predict(std::span<const double> f, std::size_t n_sets, std::size_t columns,
               std::span<double> out) override {
    if (n_rows() == 0 || n_sets == 0) return;
    const cuda::CurrentDevice current(device_);
    reserve(n_sets, columns);
    const std::size_t in = columns * n_columns(), made = columns * n_rows();
    for (std::size_t set = 0; set < n_sets; set += at_once_) {
      const std::size_t n = std::min(at_once_, n_sets - set);
      queue_.copy_in(f.subspan(set * in, n * in), f_.data());
      products_.predict({f_.data(), n, columns, theory_.data(), n_rows()}, workspace_,
                        queue_.stream(), queue_.blas());
      queue_.copy_out(theory_.data(), out.subspan(set * made, n * made));
      queue_.wait();
    }
  }

 private:
  /// More sets at once gain nothing.
  static constexpr std::size_t most_sets = 4096;

  void reserve(std::size_t n_sets, std::size_t columns) {
    const std::size_t wanted = std::min(n_sets, most_sets);
    if (wanted <= room_ && columns == columns_) return;
    room_ = 0;
    f_ = {};
    theory_ = {};
    workspace_ = {};
    const std::size_t own = columns * (n_columns() + n_rows()) * sizeof(double);
    const std::size_t each = own + products_.bytes_of_set(columns);
    at_once_ = std::min(wanted, cuda::usable_memory() / each);
    if (at_once_ == 0)
      throw Error(ExitCode::internal,
                  "GPU " + std::to_string(device_) +
                      ": not even one set of PDFs fits into the free memory beside the forms of "
                      "Drell-Yan; free some, or use --backend cpu");
    workspace_ = products_.workspace(at_once_, columns);
    f_ = DeviceArray<double>(at_once_ * columns * n_columns());
    theory_ = DeviceArray<double>(at_once_ * columns * n_rows());
    room_ = wanted;
    columns_ = columns;
  }

  int device_;
  cuda::Queue queue_;
  cuda::BilinearProducts products_;
  DeviceArray<double> f_, theory_, workspace_;
  std::size_t at_once_ = 0;             ///< sets that the buffers hold
  std::size_t room_ = 0, columns_ = 0;  ///< that they were made for
};

/// The k-th row goes to place k.
BilinearBatch with_rows_together(BilinearBatch batch) {
  for (std::size_t k = 0; k < batch.rows.size(); ++k) batch.rows[k].row = k;
  return batch;
}

}  // namespace

std::unique_ptr<CudaBilinear> make_cuda_bilinear(BilinearBatch batch, const CudaDevice& device) {
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<DeviceBilinear>(with_rows_together(std::move(batch)), device);
}

double seconds_of_bilinear(const BilinearBatch& batch, std::size_t n_sets, std::size_t columns,
                           const CudaDevice& device, int repetitions) {
  const cuda::CurrentDevice current(device.number);
  cuda::Queue queue;
  cuda::BilinearProducts products(with_rows_together(batch), queue);
  DeviceArray<double> f(n_sets * columns * products.n_columns());
  DeviceArray<double> theory(n_sets * columns * products.n_rows());
  const std::vector<double> ones(f.size(), 1.0);
  queue.copy_in(std::span<const double>(ones), f.data());
  queue.wait();
  const std::size_t room = cuda::usable_memory() / products.bytes_of_set(columns);
  DeviceArray<double> workspace = products.workspace(std::min(n_sets, room), columns);
  return cuda::shortest(repetitions, [&] {
    products.predict({f.data(), n_sets, columns, theory.data(), products.n_rows()}, workspace,
                     queue.stream(), queue.blas());
    queue.wait();
  });
}

}  // namespace fitpack
