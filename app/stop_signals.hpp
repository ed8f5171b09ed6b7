#pragma once

namespace fitpack::app {

/// From construction on SIGUSR1 and SIGTERM raise a flag instead of ending the program: batch
/// systems send them when time runs out. One per program, made in `main` before MPI starts.
class StopSignals {
 public:
  StopSignals();
  [[nodiscard]] static bool received();
};

}  // namespace fitpack::app
