#pragma once

#include <string>
#include <vector>

#include "fitpack/analysis/measurements.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// A fixed prediction t0 of all rows and where it comes from.
struct ReferencePrediction {
  std::vector<double> values;
  std::string origin;
};

/// The predictions of a result for the rows of a run, matched by data set, kinematics and measured
/// value. Throws DataError where the result lacks one; `file` names it in messages. Local.
[[nodiscard]] std::vector<double> predictions_of_result(const FitResult& result,
                                                        const Measurements& measurements,
                                                        const std::string& file);

/// Collective. t0 of objective.t0: the predictions of a result, or of the PDFs of an LHAPDF set.
/// The same on all ranks. Throws InputError where there is no such file or folder.
[[nodiscard]] ReferencePrediction read_reference(const Communicator& comm, const RunCard& card,
                                                 const Measurements& measurements,
                                                 const Logger& logger);

}  // namespace fitpack
