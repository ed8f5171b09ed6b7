#pragma once

#include <vector>

#include "fitpack/pdf/coefficient.hpp"

namespace fitpack {

/// What the amplitude of a shape means: ∫ dx x^{n-1} of A · shape is A.
enum class ShapeNorm {
  momentum,  ///< n = 1: A is the momentum carried
  number,    ///< n = 0: A is the number of partons
  none,      ///< A multiplies the shape as it is
};

/// x^B (1-x)^C (1 + D √x + E x)
struct JamShapeOptions {
  Coefficient b, c, d, e;

  bool operator==(const JamShapeOptions&) const = default;
};

/// A further shape with an amplitude of its own.
struct AddedJamShapeOptions {
  Coefficient a;
  JamShapeOptions shape;

  bool operator==(const AddedJamShapeOptions&) const = default;
};

/// A · shape / (moment of the shape), and more of them.
struct JamFormOptions {
  ShapeNorm norm = ShapeNorm::momentum;
  JamShapeOptions shape;
  std::vector<AddedJamShapeOptions> plus;

  bool operator==(const JamFormOptions&) const = default;
};

}  // namespace fitpack
