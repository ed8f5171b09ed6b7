#pragma once

#include <string>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// χ² and its parts as JSON, for `predict --json`: chi2 (total), chi2_points, chi2_correlated,
/// chi2_log_penalty, chi2_prior, n_points, datasets.{name}.{n, chi2, log_penalty}. The chi2 of a
/// data set is the sum over its points only.
std::string predict_json(const FitResult& result);

/// As predict_json and: title, status, message, n_free, ndf, iterations, seconds,
/// parameters.{name}.{value, error} (with "fixed": true and error 0 where fixed),
/// covariance_kind, amplitudes, at_bound, flat_directions (FlatDirection); tolerance and
/// eigenvectors where there are some. Numbers read back to the bit; what is not finite is null.
std::string inspect_json(const FitResult& result);

}  // namespace fitpack
