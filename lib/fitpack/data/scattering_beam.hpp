#pragma once

#include "fitpack/data/dataset.hpp"

namespace fitpack {

/// What scatters: everything a DIS cross section depends on besides x, Q² and y.
struct ScatteringBeam {
  Process process = Process::nc_dis;  ///< nc_dis or cc_dis
  int lepton_charge = 1;
  double polarisation = 0.0;
};

}  // namespace fitpack
