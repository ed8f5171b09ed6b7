#include "stop_signals.hpp"

#include <csignal>

namespace fitpack::app {

namespace {

// A handler can reach nothing but a static object of this type.
volatile std::sig_atomic_t signal_received = 0;

extern "C" void raise_flag(int /*signal*/) { signal_received = 1; }

}  // namespace

StopSignals::StopSignals() {
  struct sigaction action = {};
  action.sa_handler = raise_flag;
  action.sa_flags = SA_RESTART;  // reads and writes under way go on
  sigemptyset(&action.sa_mask);
  sigaction(SIGUSR1, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool StopSignals::received() { return signal_received != 0; }

}  // namespace fitpack::app
