#include "fitpack/parallel/communicator.hpp"

#include <limits>

#include "fitpack/core/error.hpp"
#include "fitpack/parallel/mpi_c.hpp"

namespace fitpack {

struct Communicator::State {
  State(MPI_Comm c, bool o, int on_node) : comm(c), owned(o), rank_on_node(on_node) {
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
  }
  ~State() {
    int finalized = 0;
    MPI_Finalized(&finalized);
    if (owned && finalized == 0) MPI_Comm_free(&comm);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  MPI_Comm comm;
  bool owned;
  int rank_on_node;
  int rank = 0;
  int size = 1;
  mutable Traffic traffic;  // counting does not change the group

  void count_collective(std::size_t bytes) const {
    ++traffic.collectives;
    traffic.collective_bytes += bytes;
  }
  void count_send(std::size_t bytes) const {
    ++traffic.sends;
    traffic.sent_bytes += bytes;
  }
  void count_receive(std::size_t bytes) const {
    ++traffic.receives;
    traffic.received_bytes += bytes;
  }
};

namespace {

constexpr int message_tag = 0;

/// MPI counts with int.
int checked_count(std::size_t n) {
  if (n > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw Error(ExitCode::internal,
                "a message of " + std::to_string(n) + " elements is longer than MPI can count");
  return static_cast<int>(n);
}

/// The lengths of all ranks' parts, on every rank.
std::vector<int> all_counts(MPI_Comm comm, int size, int count) {
  std::vector<int> counts(static_cast<std::size_t>(size));
  MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, comm);
  return counts;
}

/// Offsets of the parts in the concatenation; the last element is the total length. Every rank
/// knows all counts, so a total that is too long fails on all of them.
std::vector<int> offsets_of(const std::vector<int>& counts) {
  std::vector<int> offsets(1, 0);
  std::size_t total = 0;
  for (const int count : counts) {
    total += static_cast<std::size_t>(count);
    offsets.push_back(checked_count(total));
  }
  return offsets;
}

/// Ranks that share memory are those of a node.
int find_rank_on_node() {
  MPI_Comm node = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
  int rank = 0;
  MPI_Comm_rank(node, &rank);
  MPI_Comm_free(&node);
  return rank;
}

}  // namespace

Communicator Communicator::world() {
  int started = 0;
  MPI_Initialized(&started);
  if (started == 0) return {};
  return Communicator(std::make_shared<const State>(MPI_COMM_WORLD, false, find_rank_on_node()));
}

int Communicator::rank() const { return state_ ? state_->rank : 0; }
int Communicator::rank_on_node() const { return state_ ? state_->rank_on_node : 0; }
int Communicator::size() const { return state_ ? state_->size : 1; }
Traffic Communicator::traffic() const { return state_ ? state_->traffic : Traffic{}; }
const void* Communicator::mpi_handle() const { return state_ ? &state_->comm : nullptr; }

Communicator Communicator::split(int colour) const {
  if (!state_) return {};
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(state_->comm, colour, state_->rank, &part);
  return Communicator(std::make_shared<const State>(part, true, state_->rank_on_node));
}

Communicator Communicator::split_by_node() const {
  if (!state_) return {};
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split_type(state_->comm, MPI_COMM_TYPE_SHARED, state_->rank, MPI_INFO_NULL, &part);
  return Communicator(std::make_shared<const State>(part, true, state_->rank_on_node));
}

void Communicator::barrier() const {
  if (size() == 1) return;
  MPI_Barrier(state_->comm);
  state_->count_collective(0);
}

void Communicator::broadcast(std::span<double> values, int root) const {
  if (size() == 1) return;
  MPI_Bcast(values.data(), checked_count(values.size()), MPI_DOUBLE, root, state_->comm);
  state_->count_collective(values.size_bytes());
}

void Communicator::broadcast(std::string& text, int root) const {
  if (size() == 1) return;
  int length = checked_count(text.size());
  MPI_Bcast(&length, 1, MPI_INT, root, state_->comm);
  text.resize(static_cast<std::size_t>(length));
  MPI_Bcast(text.data(), length, MPI_CHAR, root, state_->comm);
  state_->count_collective(sizeof length);
  state_->count_collective(text.size());
}

void Communicator::broadcast(std::vector<double>& values, int root) const {
  if (size() == 1) return;
  int length = checked_count(values.size());
  MPI_Bcast(&length, 1, MPI_INT, root, state_->comm);
  values.resize(static_cast<std::size_t>(length));
  MPI_Bcast(values.data(), length, MPI_DOUBLE, root, state_->comm);
  state_->count_collective(sizeof length);
  state_->count_collective(values.size() * sizeof(double));
}

std::int64_t Communicator::all_sum(std::int64_t value) const {
  if (size() == 1) return value;
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, MPI_SUM, state_->comm);
  state_->count_collective(sizeof value);
  return value;
}

std::int64_t Communicator::all_max(std::int64_t value) const {
  if (size() == 1) return value;
  MPI_Allreduce(MPI_IN_PLACE, &value, 1, MPI_INT64_T, MPI_MAX, state_->comm);
  state_->count_collective(sizeof value);
  return value;
}

std::vector<double> Communicator::gather(std::span<const double> values, int root) const {
  if (size() == 1) return {values.begin(), values.end()};
  const int count = checked_count(values.size());
  const std::vector<int> counts = all_counts(state_->comm, size(), count);
  const std::vector<int> offsets = offsets_of(counts);
  std::vector<double> all(rank() == root ? static_cast<std::size_t>(offsets.back()) : 0);
  MPI_Gatherv(values.data(), count, MPI_DOUBLE, all.data(), counts.data(), offsets.data(),
              MPI_DOUBLE, root, state_->comm);
  state_->count_collective(sizeof count);
  state_->count_collective(values.size_bytes());
  return all;
}

std::vector<std::string> Communicator::gather(const std::string& text, int root) const {
  if (size() == 1) return {text};
  const int count = checked_count(text.size());
  const std::vector<int> counts = all_counts(state_->comm, size(), count);
  const std::vector<int> offsets = offsets_of(counts);
  std::string all(rank() == root ? static_cast<std::size_t>(offsets.back()) : 0, '\0');
  MPI_Gatherv(text.data(), count, MPI_CHAR, all.data(), counts.data(), offsets.data(), MPI_CHAR,
              root, state_->comm);
  state_->count_collective(sizeof count);
  state_->count_collective(text.size());
  std::vector<std::string> texts;
  if (rank() != root) return texts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    texts.push_back(
        all.substr(static_cast<std::size_t>(offsets[i]), static_cast<std::size_t>(counts[i])));
  return texts;
}

void Communicator::send(std::span<const double> values, int to) const {
  if (!state_) return;
  MPI_Send(values.data(), checked_count(values.size()), MPI_DOUBLE, to, message_tag, state_->comm);
  state_->count_send(values.size_bytes());
}

void Communicator::receive(std::span<double> values, int from) const {
  if (!state_) return;
  MPI_Recv(values.data(), checked_count(values.size()), MPI_DOUBLE, from, message_tag, state_->comm,
           MPI_STATUS_IGNORE);
  state_->count_receive(values.size_bytes());
}

void Communicator::send(const std::string& text, int to) const {
  if (!state_) return;
  MPI_Send(text.data(), checked_count(text.size()), MPI_CHAR, to, message_tag, state_->comm);
  state_->count_send(text.size());
}

std::string Communicator::receive_text(int from) const {
  if (!state_) return {};
  MPI_Status status;
  MPI_Probe(from, message_tag, state_->comm, &status);
  int length = 0;
  MPI_Get_count(&status, MPI_CHAR, &length);
  std::string text(static_cast<std::size_t>(length), '\0');
  MPI_Recv(text.data(), length, MPI_CHAR, from, message_tag, state_->comm, MPI_STATUS_IGNORE);
  state_->count_receive(text.size());
  return text;
}

int Communicator::wait_for_any_sender() const {
  if (!state_) return 0;
  MPI_Status status;
  MPI_Probe(MPI_ANY_SOURCE, message_tag, state_->comm, &status);
  return status.MPI_SOURCE;
}

std::optional<int> Communicator::poll_any_sender() const {
  if (!state_) return std::nullopt;
  int arrived = 0;
  MPI_Status status;
  MPI_Iprobe(MPI_ANY_SOURCE, message_tag, state_->comm, &arrived, &status);
  return arrived != 0 ? std::optional<int>(status.MPI_SOURCE) : std::nullopt;
}

}  // namespace fitpack
