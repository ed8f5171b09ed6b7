#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "event_kernels.hpp"
#include "fitpack/cuda/cuda_events.hpp"
#include "fitpack/cuda/event_pieces.hpp"
#include "launch.hpp"
#include "pinned_memory.hpp"

namespace fitpack {

namespace {

using cuda::check;

/// Buffers for events that do not stay: while one part is summed the next one travels.
constexpr std::size_t n_slots = 2;
/// Longer parts gain nothing.
constexpr std::size_t most_streamed = std::size_t{1} << 24U;
/// Sums per piece if all are wanted.
constexpr std::size_t sums_per_piece = 1 + n_coefficients + n_products;

template <class T>
void copy_to_device(const T* from, std::size_t n, T* to, const cuda::Stream& stream) {
  check(cudaMemcpyAsync(to, from, n * sizeof(T), cudaMemcpyHostToDevice, stream.get()),
        "a copy to the device");
}

template <class T>
void copy_to_host(const T* from, std::size_t n, T* to, const cuda::Stream& stream) {
  check(cudaMemcpyAsync(to, from, n * sizeof(T), cudaMemcpyDeviceToHost, stream.get()),
        "a copy from the device");
}

template <class T>
cuda::DeviceArray<T> on_device(const std::vector<T>& values, const cuda::Stream& stream) {
  cuda::DeviceArray<T> array(values.size());
  copy_to_device(values.data(), values.size(), array.data(), stream);
  stream.wait();
  return array;
}

template <class Real>
std::vector<std::size_t> first_runs(const std::vector<SortedBlock<Real>>& blocks) {
  std::vector<std::size_t> first{0};
  for (const SortedBlock<Real>& block : blocks) first.push_back(first.back() + block.runs.size());
  return first;
}

template <class Real>
class CudaSummation final : public EventSummation {
 public:
  CudaSummation(std::vector<SortedBlock<Real>> blocks, const EventSumsLayout& layout,
                CudaDevice device)
      : device_(std::move(device)),
        layout_(layout),
        first_run_(first_runs(blocks)),
        events_(join_blocks(std::move(blocks))),
        cut_(events_.runs),
        weighted_(!events_.weight.empty()) {
    if (cut_.pieces.empty()) return;
    allocate_sums();
    allocate_events();
    if (resident()) upload_all();
  }
  CudaSummation(const CudaSummation&) = delete;
  CudaSummation& operator=(const CudaSummation&) = delete;
  /// After an error something may still be under way.
  ~CudaSummation() override {
    for (Slot& slot : slots_) cudaStreamSynchronize(slot.stream.get());
  }

  [[nodiscard]] std::string description() const override {
    return "GPU " + std::to_string(device_.number) + " (" + device_.name + ")" +
           (resident() ? "" : ", events in " + std::to_string(parts_.size()) + " parts");
  }

  void evaluate(std::span<const double> coefficients, EventWant want) override {
    want_ = want;
    if (parts_.empty()) return;
    const cuda::CurrentDevice current(device_.number);
    upload_coefficients(coefficients);
    for_all_parts([&](const Slot& slot, const EventPart& part) { sum_part(slot, part); });
    collect();
  }

  void add(std::size_t block, std::span<double> sums) override {
    for_all_passes(want_, [&](auto powers, std::size_t before) {
      for (std::size_t run = first_run_[block]; run < first_run_[block + 1]; ++run)
        add_run<decltype(powers)>(host_sums_.data() + cut_.n_runs() * before + run * powers.n_sums,
                                  cut_.cell_of_run[run], sums);
    });
  }

  [[nodiscard]] std::optional<dis::CellPoint> find_bad(
      std::span<const double> coefficients) override {
    if (parts_.empty()) return std::nullopt;
    const cuda::CurrentDevice current(device_.number);
    upload_coefficients(coefficients);
    cuda::DeviceArray<std::uint32_t> bad(cut_.pieces.size());
    for_all_parts([&](const Slot& slot, const EventPart& part) {
      cuda::launch(cuda::find_bad_events<Real>, grid(part), cuda::threads_per_piece, slot.stream,
                   view(slot, part), pieces_.data() + part.first_piece, coefficients_.data(),
                   bad.data() + part.first_piece);
    });
    std::vector<std::uint32_t> of_pieces(bad.size());
    copy_to_host(bad.data(), bad.size(), of_pieces.data(), slots_[0].stream);
    slots_[0].stream.wait();
    const auto found = std::ranges::find_if(
        of_pieces, [](std::uint32_t first) { return first != cuda::none_bad; });
    if (found == of_pieces.end()) return std::nullopt;
    const EventPiece& piece = cut_.pieces[found - of_pieces.begin()];
    return point(piece.cell, piece.first + *found);
  }

 private:
  struct Slot {
    cuda::Stream stream;
    cuda::DeviceArray<Real> u, v, weight;
  };

  [[nodiscard]] bool resident() const { return parts_.size() < 2; }
  [[nodiscard]] static unsigned grid(const EventPart& part) {
    return static_cast<unsigned>(part.n_pieces);
  }
  [[nodiscard]] cuda::DeviceEvents<Real> view(const Slot& slot, const EventPart& part) const {
    return {slot.u.data(), slot.v.data(), weighted_ ? slot.weight.data() : nullptr,
            part.first_event};
  }

  void allocate_sums() {
    pieces_ = on_device(cut_.pieces, slots_[0].stream);
    first_of_run_ = on_device(cut_.first_of_run, slots_[0].stream);
    coefficients_ = cuda::DeviceArray<double>(layout_.n_cells * n_coefficients);
    of_pieces_ = cuda::DeviceArray<double>(cut_.pieces.size() * sums_per_piece);
    of_runs_ = cuda::DeviceArray<double>(cut_.n_runs() * sums_per_piece);
    host_coefficients_ = cuda::PinnedArray<double>(coefficients_.size());
    host_sums_ = cuda::PinnedArray<double>(of_runs_.size());
  }

  /// Room for all events, or for two parts of them.
  void allocate_events() {
    const std::size_t used =
        cut_.pieces.size() * sizeof(EventPiece) +
        (coefficients_.size() + of_pieces_.size() + of_runs_.size()) * sizeof(double);
    const std::size_t allowed = device_.memory > used ? device_.memory - used : 0;
    const std::size_t room = std::min(cuda::usable_memory(), allowed) / bytes_per_event();
    const std::size_t n = events_.u.size();
    parts_ =
        cut_into_parts(cut_.pieces, n, n <= room ? n : std::min(most_streamed, room / n_slots));
    if (parts_.empty())
      throw Error(ExitCode::internal,
                  description() + ": not even " + std::to_string(n_slots * events_per_piece) +
                      " events fit into the free memory; free some, or use --backend cpu");
    std::size_t longest = 0;
    for (const EventPart& part : parts_) longest = std::max(longest, part.n_events);
    for (std::size_t k = 0; k < (resident() ? 1 : n_slots); ++k) {
      slots_[k].u = cuda::DeviceArray<Real>(longest);
      slots_[k].v = cuda::DeviceArray<Real>(longest);
      if (weighted_) slots_[k].weight = cuda::DeviceArray<Real>(longest);
    }
    if (!resident())
      for (const auto* column : {&events_.u, &events_.v, &events_.weight})
        pins_.emplace_back(column->data(), column->size() * sizeof(Real));
  }

  [[nodiscard]] std::size_t bytes_per_event() const { return (weighted_ ? 3 : 2) * sizeof(Real); }

  void upload_all() {
    upload(slots_[0], parts_[0]);
    slots_[0].stream.wait();
    events_ = {};
  }

  void upload(Slot& slot, const EventPart& part) {
    copy_to_device(events_.u.data() + part.first_event, part.n_events, slot.u.data(), slot.stream);
    copy_to_device(events_.v.data() + part.first_event, part.n_events, slot.v.data(), slot.stream);
    if (weighted_)
      copy_to_device(events_.weight.data() + part.first_event, part.n_events, slot.weight.data(),
                     slot.stream);
  }

  void upload_coefficients(std::span<const double> coefficients) {
    std::ranges::copy(coefficients, host_coefficients_.data());
    copy_to_device(host_coefficients_.data(), coefficients.size(), coefficients_.data(),
                   slots_[0].stream);
    if (!resident()) slots_[0].stream.wait();  // the other slot needs them too
  }

  /// Gives work on every part to its slot; afterwards what follows in the first slot's queue finds
  /// it done.
  template <class Work>
  void for_all_parts(Work&& work) {
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      Slot& slot = slots_[k % n_slots];
      if (!resident()) upload(slot, parts_[k]);
      work(slot, parts_[k]);
    }
    if (!resident()) slots_[1].stream.wait();
  }

  /// Calls pass(P{}, sums per piece before it) for all sums that are wanted.
  template <class Pass>
  static void for_all_passes(EventWant want, Pass&& pass) {
    if (want == EventWant::value) return pass(cuda::ValueAlone{}, std::size_t{0});
    pass(cuda::GradientPowers{}, std::size_t{0});
    if (want == EventWant::gradient) return;
    std::size_t before = cuda::GradientPowers::n_sums;
    const auto next = [&](auto powers) {
      pass(powers, before);
      before += powers.n_sums;
    };
    next(cuda::InformationPowers<0, 3>{});
    next(cuda::InformationPowers<3, 3>{});
    next(cuda::InformationPowers<6, 3>{});
    next(cuda::InformationPowers<9, 2>{});
  }

  void sum_part(const Slot& slot, const EventPart& part) {
    for_all_passes(want_, [&](auto powers, std::size_t before) {
      start_pass<decltype(powers)>(slot, part, before);
    });
  }

  template <class P>
  void start_pass(const Slot& slot, const EventPart& part, std::size_t before) {
    const auto kernel =
        weighted_ ? cuda::sum_pieces<Real, P, true> : cuda::sum_pieces<Real, P, false>;
    double* sums = of_pieces_.data() + cut_.pieces.size() * before + part.first_piece * P::n_sums;
    cuda::launch(kernel, grid(part), cuda::threads_per_piece, slot.stream, view(slot, part),
                 pieces_.data() + part.first_piece, coefficients_.data(), sums);
  }

  /// Adds the pieces of every run and brings the sums to the host.
  void collect() {
    const cuda::Stream& stream = slots_[0].stream;
    const std::size_t n_runs = cut_.n_runs();
    std::size_t n = 0;
    for_all_passes(want_, [&](auto powers, std::size_t before) {
      cuda::launch(cuda::add_pieces<double>, static_cast<unsigned>(n_runs),
                   cuda::piece_groups * cuda::most_sums, stream,
                   of_pieces_.data() + cut_.pieces.size() * before, first_of_run_.data(),
                   powers.n_sums, of_runs_.data() + n_runs * before);
      n = n_runs * (before + powers.n_sums);
    });
    copy_to_host(of_runs_.data(), n, host_sums_.data(), stream);
    stream.wait();
  }

  template <class P>
  void add_run(const double* of_run, std::size_t cell, std::span<double> sums) const {
    if constexpr (P::with_value) sums[0] += *of_run++;
    if constexpr (P::order > 0) {
      constexpr std::size_t row = P::order == 1 ? n_v : n_v_products;
      double* target = sums.data() + P::first_v +
                       (P::order == 1 ? layout_.gradient(cell) : layout_.information(cell));
      for (int i = 0; i < P::n_u; ++i)
        for (int j = 0; j < P::n_v; ++j) target[i * row + j] += *of_run++;
    }
  }

  [[nodiscard]] dis::CellPoint point(std::size_t cell, std::size_t event) {
    Real u = 0, v = 0;
    if (resident()) {
      copy_to_host(slots_[0].u.data() + event, 1, &u, slots_[0].stream);
      copy_to_host(slots_[0].v.data() + event, 1, &v, slots_[0].stream);
      slots_[0].stream.wait();
    } else {
      u = events_.u[event];
      v = events_.v[event];
    }
    return {cell, static_cast<double>(u), static_cast<double>(v)};
  }

  CudaDevice device_;
  EventSumsLayout layout_;
  EventWant want_ = EventWant::value;
  std::vector<std::size_t> first_run_;  ///< of each block, then their number
  SortedBlock<Real> events_;            ///< empty where they are on the device
  EventPieces cut_;
  bool weighted_;
  std::vector<cuda::Pin> pins_;
  std::vector<EventPart> parts_;
  cuda::DeviceArray<EventPiece> pieces_;
  cuda::DeviceArray<std::uint32_t> first_of_run_;
  cuda::DeviceArray<double> coefficients_, of_pieces_, of_runs_;
  cuda::PinnedArray<double> host_coefficients_, host_sums_;
  std::array<Slot, n_slots> slots_;
};

template <class Real>
std::unique_ptr<EventSummation> make(std::vector<SortedBlock<Real>> blocks,
                                     const EventSumsLayout& layout, const CudaDevice& device) {
  const cuda::CurrentDevice current(device.number);
  return std::make_unique<CudaSummation<Real>>(std::move(blocks), layout, device);
}

}  // namespace

std::unique_ptr<EventSummation> make_cuda_summation(SortedBlocks blocks,
                                                    const EventSumsLayout& layout,
                                                    const CudaDevice& device) {
  return std::visit([&](auto& of_kind) { return make(std::move(of_kind), layout, device); },
                    blocks);
}

}  // namespace fitpack
