#pragma once

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// A x^B (1-x)^C N(x), N an output of the network of the set.
struct NetworkFormOptions {
  Coefficient b, c;

  bool operator==(const NetworkFormOptions&) const = default;
};

}  // namespace fitpack
