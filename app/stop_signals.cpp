#include "stop_signals.hpp"

#include <unistd.h>

#include <csignal>

namespace fitpack::app {

namespace {

// A handler can reach nothing but a static object of this type.
volatile std::sig_atomic_t signal_received = 0;

extern "C" void raise_flag(int /*signal*/) { signal_received = 1; }

/// Somebody sits at a terminal: say at once that Ctrl-C was heard.
extern "C" void raise_flag_and_say_so(int /*signal*/) {
  signal_received = 1;
  constexpr char message[] = "\nfitpack: stopping; Ctrl-C again ends at once\n";
  static_cast<void>(!write(STDERR_FILENO, message, sizeof message - 1));
}

void answer(int signal, void (*handler)(int), int flags) {
  struct sigaction before = {};
  sigaction(signal, nullptr, &before);
  if (before.sa_handler == SIG_IGN && signal == SIGINT) return;  // started in the background
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART | flags;  // reads and writes under way go on
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  answer(SIGUSR1, raise_flag, 0);
  answer(SIGTERM, raise_flag, 0);
  answer(SIGINT, raise_flag_and_say_so, static_cast<int>(SA_RESETHAND));
}

bool StopSignals::received() { return signal_received != 0; }

}  // namespace fitpack::app
