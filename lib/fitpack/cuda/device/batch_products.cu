#include <algorithm>
#include <array>
#include <utility>

#include "fitpack/cuda/batch_plan.hpp"
#include "fitpack/cuda/cuda_devices.hpp"
#include "form_products.hpp"

namespace fitpack {

namespace {

class CudaProducts final : public BatchProducts {
 public:
  CudaProducts(BatchForm form, CudaDevice device, BatchPrecision precision)
      : device_(std::move(device)),
        products_(cuda::make_form_products(std::move(form), precision, slots_[0].queue)) {
    if (n_rows() == 0) return;
    const BatchSizes sizes{products_->n_kernel_rows(), products_->bytes_of_row(),
                           products_->bytes_of_set(1) + bytes_of_theory()};
    plan_ = plan_batch(sizes, cuda::usable_memory());
    if (!plan_.possible()) too_little_memory();
    products_->load(plan_.rows_at_once, slots_[0].queue.stream());
  }

  [[nodiscard]] std::size_t n_rows() const override { return products_->n_rows(); }
  [[nodiscard]] std::size_t n_columns() const override { return products_->n_columns(); }
  [[nodiscard]] std::string description() const override {
    return "GPU " + std::to_string(device_.number) + " (" + device_.name + ")";
  }

  void predict(const PdfSets& sets, std::span<double> out) override {
    if (n_rows() == 0 || sets.n_sets == 0) return;
    const cuda::CurrentDevice current(device_.number);
    reserve(sets.n_sets);
    std::size_t part = 0;
    for (std::size_t set = 0; set < sets.n_sets; set += room_, ++part) {
      const std::size_t count = std::min(room_, sets.n_sets - set);
      predict_part(part % plan_.slots, sets.part(set, count),
                   out.subspan(set * n_rows(), count * n_rows()));
    }
    for (const Slot& slot : slots_) slot.queue.wait();
  }

 private:
  /// With a handle of cuBLAS to itself: one that serves two streams may choose how to multiply by
  /// what the other one does, and bits would differ from run to run.
  struct Slot {
    cuda::Queue queue;
    cuda::DeviceArray<double> theory;
  };

  /// More sets gain nothing where the kernel is there: a product is not faster for more of them,
  /// while smaller parts travel beside others' products. A kernel that travels serves more.
  static constexpr std::size_t most_sets = 2048, most_sets_per_upload = 65536;

  [[nodiscard]] std::size_t bytes_of_theory() const { return n_rows() * sizeof(double); }

  [[noreturn]] void too_little_memory() const {
    throw Error(ExitCode::internal,
                description() +
                    ": not even one row of the kernel and one set of PDFs fit into the free "
                    "memory; free some, or use --backend cpu");
  }

  /// Buffers grow with the batches.
  void reserve(std::size_t n_sets) {
    const std::size_t most = products_->resident() ? most_sets : most_sets_per_upload;
    const std::size_t wanted = std::min(most, n_sets);
    if (wanted <= room_ || room_is_all_) return;
    room_ = 0;
    for (std::size_t k = 0; k < plan_.slots; ++k) {
      slots_[k].theory = {};
      products_->reserve(k, 0, 1);
    }
    const std::size_t set = products_->bytes_of_set(1) + bytes_of_theory();
    const std::size_t fit = cuda::usable_memory() / plan_.slots / set;
    if (fit == 0) too_little_memory();
    const std::size_t room = std::min(wanted, fit);
    for (std::size_t k = 0; k < plan_.slots; ++k) {
      products_->reserve(k, room, 1);
      slots_[k].theory = cuda::DeviceArray<double>(room * n_rows());
    }
    room_ = room;
    room_is_all_ = fit < wanted;
  }

  void predict_part(std::size_t number, const PdfSets& sets, std::span<double> out) {
    Slot& slot = slots_[number];
    slot.queue.wait();
    products_->take(number, sets, slot.queue.stream());
    products_->multiply(number, slot.theory.data(), slot.queue.stream(), slot.queue.blas());
    slot.queue.copy_out<double>(slot.theory.data(), out);
  }

  CudaDevice device_;
  std::array<Slot, cuda::FormProducts::n_slots> slots_;
  std::unique_ptr<cuda::FormProducts> products_;
  BatchPlan plan_;
  std::size_t room_ = 0;      ///< sets that each slot holds
  bool room_is_all_ = false;  ///< no more fit
};

}  // namespace

std::unique_ptr<BatchProducts> make_cuda_products(BatchForm form, const CudaDevice& device,
                                                  BatchPrecision precision) {
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<CudaProducts>(std::move(form), device, precision);
}

}  // namespace fitpack
