#pragma once

#include <string>

namespace fitpack {

/// The variable by which something that starts ranks gives itself away in an environment ("NAME=…",
/// the last element null, as `environ`): mpirun, srun and their like. Empty: none is there, the
/// process is alone. FITPACK_MPI counts as one, for launchers that are not known here.
[[nodiscard]] std::string launcher_variable(const char* const* environment);

/// MPI from construction to destruction (MPI_THREAD_FUNNELED: only the main thread communicates).
/// A process that no launcher has started is alone, and goes without: starting MPI takes half a
/// second. One per program, made in `main`; throws Error(internal) if MPI cannot be started.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// Ends every rank at once with `exit_code`: the last resort, for a failure that the ranks could
  /// not agree on (see agreement.hpp for the ordinary way).
  [[noreturn]] static void abort(int exit_code);

 private:
  bool started_;
};

}  // namespace fitpack
