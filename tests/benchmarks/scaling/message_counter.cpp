#include "message_counter.hpp"

#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <chrono>
#include <thread>

namespace fitpack::scaling {
namespace {

// The profiling interface of MPI is made of plain functions: there is nowhere else to count.
MessageCounts counts;

std::int64_t bytes_of(int count, MPI_Datatype type) {
  int size = 0;
  MPI_Type_size(type, &size);
  return static_cast<std::int64_t>(count) * size;
}

}  // namespace

MessageCounts message_counts() { return counts; }
void reset_message_counts() { counts = {}; }

void sleep_until_message() {
  constexpr std::chrono::milliseconds nap(20);
  for (int there = 0; there == 0; std::this_thread::sleep_for(nap))
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, MPI_STATUS_IGNORE);
}

}  // namespace fitpack::scaling

using fitpack::scaling::bytes_of;
using fitpack::scaling::counts;

extern "C" {

int MPI_Send(const void* data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
  ++counts.sends;
  counts.sent_bytes += bytes_of(count, type);
  return PMPI_Send(data, count, type, to, tag, comm);
}

int MPI_Bcast(void* data, int count, MPI_Datatype type, int root, MPI_Comm comm) {
  ++counts.broadcasts;
  counts.broadcast_bytes += bytes_of(count, type);
  return PMPI_Bcast(data, count, type, root, comm);
}

int MPI_Allreduce(const void* in, void* out, int count, MPI_Datatype type, MPI_Op op,
                  MPI_Comm comm) {
  ++counts.reductions;
  counts.reduction_bytes += bytes_of(count, type);
  return PMPI_Allreduce(in, out, count, type, op, comm);
}
}
