#include <algorithm>
#include <vector>

#include "fitpack/cuda/cuda_node_products.hpp"
#include "launch.hpp"
#include "pinned_memory.hpp"

namespace fitpack {

namespace {

constexpr unsigned warp_size = 32, warps_per_block = 4;
/// Nodes whose weighted rows one block of threads adds.
constexpr unsigned nodes_per_block = 64;
constexpr unsigned columns_per_block = 64;

/// g[node] = Σ_a G[node][a] f[a]: one warp per node.
template <class Number>
__global__ void rows_times_vector(const Number* rows, const Number* f, unsigned n_nodes,
                                  unsigned n_columns, Number* g) {
  const unsigned lane = threadIdx.x % warp_size;
  const unsigned node = blockIdx.x * warps_per_block + threadIdx.x / warp_size;
  Number sum = 0;
  if (node < n_nodes)
    for (unsigned a = lane; a < n_columns; a += warp_size)
      sum = fma(rows[static_cast<std::size_t>(node) * n_columns + a], f[a], sum);
  for (int distance = warp_size / 2; distance > 0; distance /= 2)
    sum += __shfl_xor_sync(0xffffffffU, sum, distance);
  if (lane == 0 && node < n_nodes) g[node] = sum;
}

/// parts[block][a] = Σ w[node] G[node][a] over the nodes of a block; a thread per column.
template <class Number>
__global__ void weighted_rows(const Number* rows, const Number* weights, unsigned n_nodes,
                              unsigned n_columns, Number* parts) {
  const unsigned a = blockIdx.y * columns_per_block + threadIdx.x;
  if (a >= n_columns) return;
  const unsigned first = blockIdx.x * nodes_per_block;
  const unsigned end = first + nodes_per_block < n_nodes ? first + nodes_per_block : n_nodes;
  Number sum = 0;
  for (unsigned node = first; node < end; ++node)
    sum = fma(weights[node], rows[static_cast<std::size_t>(node) * n_columns + a], sum);
  parts[static_cast<std::size_t>(blockIdx.x) * n_columns + a] = sum;
}

/// out[a] = Σ parts[…][a], in order.
template <class Number>
__global__ void add_parts(const Number* parts, unsigned n_parts, unsigned n_columns, Number* out) {
  const unsigned a = blockIdx.x * columns_per_block + threadIdx.x;
  if (a >= n_columns) return;
  Number sum = 0;
  for (unsigned p = 0; p < n_parts; ++p) sum += parts[static_cast<std::size_t>(p) * n_columns + a];
  out[a] = sum;
}

unsigned quotient_up(unsigned n, unsigned d) { return (n + d - 1) / d; }

class CudaNodeProducts final : public NodeProducts {
 public:
  CudaNodeProducts(const DensityKernel& kernel, const CudaDevice& device)
      : device_(device.number),
        n_nodes_(static_cast<unsigned>(kernel.n_nodes())),
        n_columns_(static_cast<unsigned>(kernel.n_columns())),
        n_parts_(quotient_up(n_nodes_, nodes_per_block)),
        rows_(kernel.n_nodes() * kernel.n_columns()),
        of_nodes_(n_nodes_),
        of_columns_(n_columns_),
        parts_(static_cast<std::size_t>(n_parts_) * n_columns_),
        host_nodes_(n_nodes_),
        host_columns_(n_columns_) {
    upload_rows(kernel);
  }

  [[nodiscard]] std::vector<double> node_values(std::span<const double> f) override {
    const cuda::CurrentDevice current(device_);
    to_device(f, host_columns_, of_columns_);
    cuda::launch(rows_times_vector<double>, quotient_up(n_nodes_, warps_per_block),
                 warps_per_block * warp_size, stream_, rows_.data(), of_columns_.data(), n_nodes_,
                 n_columns_, of_nodes_.data());
    return to_host(of_nodes_, host_nodes_);
  }

  [[nodiscard]] std::vector<double> transposed(std::span<const double> node_weights) override {
    const cuda::CurrentDevice current(device_);
    to_device(node_weights, host_nodes_, of_nodes_);
    const unsigned columns = quotient_up(n_columns_, columns_per_block);
    cuda::launch(weighted_rows<double>, dim3(n_parts_, columns), columns_per_block, stream_,
                 rows_.data(), of_nodes_.data(), n_nodes_, n_columns_, parts_.data());
    cuda::launch(add_parts<double>, columns, columns_per_block, stream_, parts_.data(), n_parts_,
                 n_columns_, of_columns_.data());
    return to_host(of_columns_, host_columns_);
  }

 private:
  void upload_rows(const DensityKernel& kernel) {
    std::vector<double> rows, unit(n_nodes_, 0.0);
    for (double& weight : unit) {
      weight = 1.0;
      const std::vector<double> row = kernel.transposed(unit);
      rows.insert(rows.end(), row.begin(), row.end());
      weight = 0.0;
    }
    cuda::check(cudaMemcpyAsync(rows_.data(), rows.data(), rows.size() * sizeof(double),
                                cudaMemcpyHostToDevice, stream_.get()),
                "a copy to the device");
    stream_.wait();
  }

  void to_device(std::span<const double> values, cuda::PinnedArray<double>& host,
                 cuda::DeviceArray<double>& target) {
    std::ranges::copy(values, host.data());
    cuda::check(cudaMemcpyAsync(target.data(), host.data(), values.size() * sizeof(double),
                                cudaMemcpyHostToDevice, stream_.get()),
                "a copy to the device");
  }

  [[nodiscard]] std::vector<double> to_host(const cuda::DeviceArray<double>& from,
                                            cuda::PinnedArray<double>& host) {
    cuda::check(cudaMemcpyAsync(host.data(), from.data(), from.size() * sizeof(double),
                                cudaMemcpyDeviceToHost, stream_.get()),
                "a copy from the device");
    stream_.wait();
    return {host.data(), host.data() + host.size()};
  }

  int device_;
  unsigned n_nodes_, n_columns_, n_parts_;
  cuda::DeviceArray<double> rows_, of_nodes_, of_columns_, parts_;
  cuda::PinnedArray<double> host_nodes_, host_columns_;
  cuda::Stream stream_;
};

}  // namespace

std::unique_ptr<NodeProducts> make_cuda_node_products(const DensityKernel& kernel,
                                                      const CudaDevice& device) {
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<CudaNodeProducts>(kernel, device);
}

}  // namespace fitpack
