#pragma once

namespace fitpack {

/// Which processor evaluates batches of parameter sets and streams of events.
enum class Backend {
  cpu,       ///< the reference: every other one is tested against it
  cuda,      ///< a GPU; an error where there is none
  automatic  ///< a GPU where there is one
};

}  // namespace fitpack
