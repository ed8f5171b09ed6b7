#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/core/logging.hpp"
#include "fitpack/fit/reweighting.hpp"
#include "fitpack/parallel/communicator.hpp"
#include "fitpack/result/fit_result.hpp"

namespace fitpack {

struct DataProfileOptions {
  std::vector<std::string> add;  ///< names of sets in the card's data folder, or sidecars NAME.yaml
  Weighting weighting = Weighting::nnpdf;
  std::size_t unweight = 0;  ///< replicas of the unweighted sample; 0: none
};

/// Collective. What data sets would do to a result that was fitted without them.
///
/// Their χ² given the data of the fit is 2 (F_all − F_fit), with all shifts eliminated in both:
/// what sources shared with the data of the fit have learned there counts. Its local model around
/// the minimum and the covariance of the result give the parameters after (`hessian_profile`);
/// replicas of the result are weighted by its value (`replica_weights`). Where χ² is quadratic both
/// equal a refit. t0, where there is one, stays that of the fit, and is the prediction of the fit
/// for the added sets.
///
/// The outcome, complete on rank 0, is a result like that of a fit to all data, with the
/// parameters, covariance and parabolic eigenvectors after, and `profiled` filled in. Its replicas
/// are the unweighted ones. `file` names the result in messages. Throws InputError where a set is
/// in the fit already or the result has no covariance, DataError where the sets exclude each other
/// or cannot be read, Error where the parameters after have no PDFs.
FitResult profile_data(const Communicator& comm, const FitResult& result, const std::string& file,
                       const DataProfileOptions& options, const Logger& logger,
                       const Progress& progress);

/// Tables of the sets, parameters, directions and PDFs before and after.
[[nodiscard]] std::string data_profile_text(const FitResult& before, const FitResult& after);
[[nodiscard]] std::string data_profile_json(const FitResult& before, const FitResult& after);

}  // namespace fitpack
