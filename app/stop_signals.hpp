#pragma once

namespace fitpack::app {

/// From construction on SIGUSR1, SIGTERM and SIGINT raise a flag instead of ending the program:
/// batch systems send the first two when time runs out, Ctrl-C is the third. A second SIGINT ends
/// the program the usual way. One per program, made in `main` before MPI starts.
class StopSignals {
 public:
  StopSignals();
  [[nodiscard]] static bool received();
};

}  // namespace fitpack::app
