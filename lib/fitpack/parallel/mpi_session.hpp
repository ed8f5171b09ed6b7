#pragma once

#include <string>

namespace fitpack {

/// MPI from construction to destruction (MPI_THREAD_FUNNELED: only the main thread communicates).
/// One per program, made in `main`; throws Error(internal) if MPI cannot be started.
class MpiSession {
 public:
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// Ends every rank at once with `exit_code`: the last resort, for a failure that the ranks could
  /// not agree on (see agreement.hpp for the ordinary way).
  [[noreturn]] static void abort(int exit_code);
};

}  // namespace fitpack
