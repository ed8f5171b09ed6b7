#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/parallel/traffic.hpp"

namespace fitpack {

/// A group of ranks. The default-constructed value is serial: rank 0 of 1, every collective does
/// nothing, so that code runs unchanged without MPI. Copies share the group; a group made by
/// `split` is freed with its last copy, the world never.
class Communicator {
 public:
  Communicator() = default;
  /// All ranks of a living MpiSession; serial where that goes without MPI. Collective.
  [[nodiscard]] static Communicator world();

  [[nodiscard]] int rank() const;
  [[nodiscard]] int size() const;
  /// Number of this rank among all ranks of the program on its node, in whatever group: what
  /// devices of a node are dealt by. Groups would otherwise all begin with the first device.
  [[nodiscard]] int rank_on_node() const;
  [[nodiscard]] bool is_root() const { return rank() == 0; }
  [[nodiscard]] bool is_serial() const { return state_ == nullptr; }

  /// Collective. Ranks of equal colour form a group, ordered by rank here.
  [[nodiscard]] Communicator split(int colour) const;
  /// Collective. Ranks that can share memory form a group, ordered by rank here.
  [[nodiscard]] Communicator split_by_node() const;

  void barrier() const;

  // Collectives: every rank calls them with arrays of the same length.
  void broadcast(std::span<double> values, int root = 0) const;
  void broadcast(std::string& text, int root = 0) const;  ///< any length; resized on the receivers
  void broadcast(std::vector<double>& values, int root = 0) const;  ///< resized on the receivers
  [[nodiscard]] std::int64_t all_sum(std::int64_t value) const;
  [[nodiscard]] std::int64_t all_max(std::int64_t value) const;

  /// Concatenates in order of ranks at the root; empty elsewhere. Lengths may differ.
  [[nodiscard]] std::vector<double> gather(std::span<const double> values, int root = 0) const;
  [[nodiscard]] std::vector<std::string> gather(const std::string& text, int root = 0) const;

  // Point to point. The receiver knows the length of an array; a text carries its own.
  void send(std::span<const double> values, int to) const;
  void receive(std::span<double> values, int from) const;
  void send(const std::string& text, int to) const;
  [[nodiscard]] std::string receive_text(int from) const;
  /// The first rank that has something to be received; waits for it.
  [[nodiscard]] int wait_for_any_sender() const;
  /// The same without waiting; none where nothing has arrived.
  [[nodiscard]] std::optional<int> poll_any_sender() const;

  /// What this rank has communicated in this group so far; nothing in a group of one.
  [[nodiscard]] Traffic traffic() const;

  /// Address of the MPI_Comm for the modules that see mpi.h; null if serial.
  [[nodiscard]] const void* mpi_handle() const;

 private:
  struct State;
  explicit Communicator(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace fitpack
