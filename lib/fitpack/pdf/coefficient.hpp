#pragma once

#include <string>

namespace fitpack {

/// A number, or a parameter by its name.
struct Coefficient {
  double number = 0.0;
  std::string parameter;  ///< empty: the number counts

  bool operator==(const Coefficient&) const = default;
};

}  // namespace fitpack
