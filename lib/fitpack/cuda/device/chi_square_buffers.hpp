#pragma once

#include "device_memory.hpp"

namespace fitpack::cuda {

/// Of the sets that are on the device together.
struct ChiSquareBuffers {
  DeviceArray<double> theory, compared, residual, log_term, squares;  ///< [set][row]
  DeviceArray<double> weight, weighted;                               ///< [set][term]
  DeviceArray<double> pair_weight, gram;  ///< [set][pair], [set][triangle]
  DeviceArray<double> shifts;             ///< [set][source]: Γᵀr, then b*
  DeviceArray<double> gains;              ///< [set]: (Γᵀr)ᵀb*, Σ b*²
  DeviceArray<double> sums;               ///< three of [set][data set]: Σr², Σ log, Σr(b*)²
};

/// What local models need beside that.
struct ModelBuffers {
  DeviceArray<double> table;      ///< [T | ∂T/∂θ]: [set][column][row]
  DeviceArray<double> matrix;     ///< rows of all kinds: [set][column][row]
  DeviceArray<double> weighted;   ///< [set][parameter][term]
  DeviceArray<double> x;          ///< ΓᵀJ, then A⁻¹ΓᵀJ: [set][parameter][source]
  DeviceArray<double> triangles;  ///< [R | z]
};

}  // namespace fitpack::cuda
