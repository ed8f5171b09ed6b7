// Part of every program that is built with the sanitizers: leaks that are not the program's own.

// The name is the sanitizer's.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions();

// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libcln\n";  // CLN 1.3.6 allocates a constant when it is loaded and keeps it
}

// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_options();

// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_options() { return "print_suppressions=0"; }
