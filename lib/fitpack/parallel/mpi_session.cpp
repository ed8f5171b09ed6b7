#include "fitpack/parallel/mpi_session.hpp"

#include <cstdlib>

#include "fitpack/core/error.hpp"
#include "fitpack/parallel/mpi_c.hpp"

namespace fitpack {

MpiSession::MpiSession(int& argc, char**& argv) {
  int provided = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
    throw Error(ExitCode::internal, "MPI could not be started");
  if (provided < MPI_THREAD_FUNNELED) {
    MPI_Finalize();
    throw Error(ExitCode::internal,
                "this MPI library offers no thread support (MPI_THREAD_FUNNELED is needed)");
  }
}

MpiSession::~MpiSession() { MPI_Finalize(); }

void MpiSession::abort(int exit_code) {
  MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort();
}

}  // namespace fitpack
