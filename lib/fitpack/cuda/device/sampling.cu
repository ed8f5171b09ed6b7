#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "fitpack/cuda/cuda_sampling.hpp"
#include "fitpack/events/event_draw.hpp"
#include "launch.hpp"

namespace fitpack {

namespace {

using cuda::check;

/// While one part is brought to the host the next one is drawn.
constexpr std::size_t n_slots = 2;
/// Events drawn at once: 64 MiB, more than enough for all threads of a device.
constexpr std::size_t most_at_once = std::size_t{1} << 22U;

using EventNumber = unsigned long long;  // what atomicMin takes
constexpr EventNumber none = std::numeric_limits<EventNumber>::max();

__global__ void draw_events(DrawTables tables, Philox random, EventNumber first, std::size_t n,
                            double* x, double* q2, EventNumber* first_negative) {
  const std::size_t step = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  for (std::size_t i = blockIdx.x * static_cast<std::size_t>(blockDim.x) + threadIdx.x; i < n;
       i += step) {
    const DrawnEvent event = draw_event(tables, random, first + i, 0);
    if (event.verdict == Verdict::negative) atomicMin(first_negative, first + i);
    x[i] = event.at.x;
    q2[i] = event.at.q2;
  }
}

template <class T>
cuda::DeviceArray<T> copied(std::span<const T> from, const cuda::Stream& stream) {
  cuda::DeviceArray<T> to(from.size());
  if (!from.empty())
    check(cudaMemcpyAsync(to.data(), from.data(), from.size_bytes(), cudaMemcpyHostToDevice,
                          stream.get()),
          "a copy to the device");
  return to;
}

/// The tables in the memory of a device.
class TablesThere {
 public:
  TablesThere(const DrawTables& from, const cuda::Stream& stream)
      : bins_(copied(from.bins, stream)),
        aliases_(copied(from.aliases, stream)),
        coefficients_(copied(from.coefficients, stream)),
        frames_(copied(from.frames, stream)),
        efficiency_x_(copied(from.efficiency.x, stream)),
        efficiency_q2_(copied(from.efficiency.q2, stream)),
        efficiency_(copied(from.efficiency.values, stream)),
        view_(from) {
    view_.bins = all(bins_);
    view_.aliases = all(aliases_);
    view_.coefficients = all(coefficients_);
    view_.frames = all(frames_);
    view_.efficiency = {all(efficiency_x_), all(efficiency_q2_), all(efficiency_)};
    stream.wait();
  }
  [[nodiscard]] const DrawTables& view() const { return view_; }

 private:
  template <class T>
  static std::span<const T> all(const cuda::DeviceArray<T>& array) {
    return {array.data(), array.size()};
  }

  cuda::DeviceArray<DrawBin> bins_;
  cuda::DeviceArray<AliasColumn> aliases_;
  cuda::DeviceArray<double> coefficients_;
  cuda::DeviceArray<dis::CellFrame> frames_;
  cuda::DeviceArray<double> efficiency_x_, efficiency_q2_, efficiency_;
  DrawTables view_;
};

class CudaSampler final : public DeviceSampler {
 public:
  CudaSampler(const EventSampler& sampler, const CudaDevice& device)
      : sampler_(sampler), device_(device), tables_(sampler.tables(), slots_[0].stream) {}

  void draw(std::uint64_t seed, std::uint64_t first, std::span<double> x,
            std::span<double> q2) override {
    const cuda::CurrentDevice current(device_.number);
    const std::size_t at_once = prepare(x.size());
    const std::size_t n_parts = (x.size() + at_once - 1) / at_once;
    for (std::size_t part = 0; part <= n_parts; ++part) {
      const auto slot = [&](std::size_t p) -> Slot& { return slots_[p % n_slots]; };
      if (part < n_parts)
        start(slot(part), seed, first + part * at_once,
              std::min(at_once, x.size() - part * at_once));
      if (part == 0) continue;
      const std::size_t begin = (part - 1) * at_once, n = std::min(at_once, x.size() - begin);
      fetch(slot(part - 1), seed, x.subspan(begin, n), q2.subspan(begin, n));
    }
  }

  void draw_there(std::uint64_t seed, std::uint64_t first, std::uint64_t n) override {
    const cuda::CurrentDevice current(device_.number);
    const std::size_t at_once = prepare(n);
    for (std::uint64_t begin = 0; begin < n; begin += at_once)
      start(slots_[begin / at_once % n_slots], seed, first + begin,
            std::min<std::uint64_t>(at_once, n - begin));
    for (const Slot& slot : slots_) slot.stream.wait();
  }

 private:
  struct Slot {
    cuda::Stream stream;
    cuda::DeviceArray<double> x, q2;
    cuda::DeviceArray<EventNumber> negative;
  };
  static constexpr std::size_t event_bytes = 2 * sizeof(double);

  /// Memory for n events, or as many as there is room for at once; returns how many.
  [[nodiscard]] std::size_t prepare(std::size_t n) {
    const std::size_t wanted = std::max<std::size_t>(std::min(n, most_at_once), 1);
    if (slots_[0].x.size() >= wanted) return slots_[0].x.size();
    for (Slot& slot : slots_) {
      slot.x = {};
      slot.q2 = {};
    }
    const std::size_t room = cuda::usable_memory() / n_slots;
    const std::size_t size = std::min(
        wanted, room < sizeof(EventNumber) ? 0 : (room - sizeof(EventNumber)) / event_bytes);
    if (size == 0)
      throw Error(ExitCode::internal, "GPU " + std::to_string(device_.number) + " (" +
                                          device_.name +
                                          "): not even one event fits into the free memory; free "
                                          "some, or use --backend cpu");
    for (Slot& slot : slots_) {
      slot.x = cuda::DeviceArray<double>(size);
      slot.q2 = cuda::DeviceArray<double>(size);
      if (slot.negative.size() == 0) slot.negative = cuda::DeviceArray<EventNumber>(1);
    }
    return size;
  }

  void start(Slot& slot, std::uint64_t seed, std::uint64_t first, std::size_t n) {
    check(cudaMemcpyAsync(slot.negative.data(), &none, sizeof none, cudaMemcpyHostToDevice,
                          slot.stream.get()),
          "a copy to the device");
    cuda::launch(draw_events, cuda::blocks_for(n), cuda::threads_per_block, slot.stream,
                 tables_.view(), Philox(seed), EventNumber{first}, n, slot.x.data(), slot.q2.data(),
                 slot.negative.data());
  }

  void fetch(Slot& slot, std::uint64_t seed, std::span<double> x, std::span<double> q2) {
    EventNumber negative = none;
    const auto bring = [&](void* to, const void* from, std::size_t bytes) {
      check(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, slot.stream.get()),
            "a copy from the device");
    };
    bring(&negative, slot.negative.data(), sizeof negative);
    bring(x.data(), slot.x.data(), x.size_bytes());
    bring(q2.data(), slot.q2.data(), q2.size_bytes());
    slot.stream.wait();
    // The processor finds the same, and says where.
    if (negative != none) sampler_.draw(seed, negative, x.first(1), q2.first(1));
  }

  const EventSampler& sampler_;
  CudaDevice device_;
  std::array<Slot, n_slots> slots_;
  TablesThere tables_;
};

}  // namespace

std::unique_ptr<DeviceSampler> make_cuda_sampler(const EventSampler& sampler,
                                                 const CudaDevice& device) {
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<CudaSampler>(sampler, device);
}

}  // namespace fitpack
