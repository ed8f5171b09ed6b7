#pragma once

namespace fitpack {

/// Numbers in which a device multiplies. Sums of all but `full` are in single precision.
enum class BatchPrecision {
  full,    ///< double precision
  single,  ///< factors in single precision, 24 bits
  tf32,    ///< factors rounded to 11 bits, on tensor cores
  bf16     ///< factors rounded to 8 bits, on tensor cores
};

}  // namespace fitpack
