#include "fitpack/parallel/mpi_session.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "fitpack/core/error.hpp"
#include "fitpack/parallel/mpi_c.hpp"

namespace fitpack {

namespace {

/// Set in the environment of every rank.
constexpr std::array<std::string_view, 12> launcher_names{
    "FITPACK_MPI",
    "OMPI_COMM_WORLD_SIZE",  // Open MPI
    "PMIX_RANK",             // srun --mpi=pmix, PRRTE
    "PMI_RANK",              // MPICH, Intel MPI, srun --mpi=pmi2
    "PMI_ID",
    "MPI_LOCALRANKID",      // MPICH, Intel MPI
    "MV2_COMM_WORLD_RANK",  // MVAPICH
    "PALS_RANKID",          // Cray
    "ALPS_APP_PE",          // Cray, older
    "FLUX_TASK_RANK",       // Flux
    "JSM_NAMESPACE_RANK",   // IBM
    "SLURM_PROCID"};        // srun, and batch scripts

bool is_initialised() {
  int flag = 0;
  MPI_Initialized(&flag);
  return flag != 0;
}

}  // namespace

std::string launcher_variable(const char* const* environment) {
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry(*environment);
    const std::string_view name = entry.substr(0, entry.find('='));
    if (std::ranges::find(launcher_names, name) != launcher_names.end()) return std::string(name);
  }
  return {};
}

MpiSession::MpiSession(int& argc, char**& argv) : started_(!launcher_variable(environ).empty()) {
  if (!started_) return;
  int provided = MPI_THREAD_SINGLE;
  if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
    throw Error(ExitCode::internal, "MPI could not be started");
  if (provided < MPI_THREAD_FUNNELED) {
    MPI_Finalize();
    throw Error(ExitCode::internal,
                "this MPI library offers no thread support (MPI_THREAD_FUNNELED is needed)");
  }
}

MpiSession::~MpiSession() {
  if (started_) MPI_Finalize();
}

void MpiSession::abort(int exit_code) {
  if (is_initialised()) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::abort();
}

}  // namespace fitpack
