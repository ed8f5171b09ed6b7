#pragma once

#include <string>
#include <vector>

#include "fitpack/result/fit_result.hpp"

namespace fitpack {

/// A χ² of two results; NaN where one has no such set.
struct ComparedChiSquare {
  std::string name;
  double a = 0.0, b = 0.0;
};

/// A number of two results with its uncertainties. σ = √((σ_a² + σ_b²)/2).
struct ComparedValue {
  double a = 0.0, b = 0.0;
  double error_a = 0.0, error_b = 0.0;

  /// (b − a)/σ; 0 where both are equal, NaN where they differ without an uncertainty.
  [[nodiscard]] double pull() const;
};

struct ComparedParameter {
  std::string name;
  ComparedValue value;
};

/// A function of the fit basis at the initial scale.
struct ComparedPdf {
  std::string function;
  double x = 0.0;
  ComparedValue value;
};

/// Two results side by side.
struct Comparison {
  std::vector<ComparedChiSquare> chi2;  ///< total, its parts, then by data set
  std::vector<ComparedParameter> parameters;
  std::string errors_a, errors_b;  ///< what the PDFs' uncertainties come from
  std::vector<ComparedPdf> pdfs;   ///< function by function, x ascending

  [[nodiscard]] double largest_parameter_pull() const;        ///< NaN counts as infinite
  [[nodiscard]] const ComparedPdf* largest_pdf_pull() const;  ///< null without PDFs
  /// One line: how far apart, and where.
  [[nodiscard]] std::string verdict() const;
};

/// PDFs are compared at the initial scale. Their uncertainties come from replicas or eigenvectors
/// where the result has some, else from the covariance of its parameters by linear propagation.
/// Throws DataError where the results have different parameters, bases or initial scales; `name_a`
/// and `name_b` are their files. Local.
[[nodiscard]] Comparison compare_results(const FitResult& a, const std::string& name_a,
                                         const FitResult& b, const std::string& name_b);

[[nodiscard]] std::string comparison_text(const Comparison& comparison);
[[nodiscard]] std::string comparison_json(const Comparison& comparison);

}  // namespace fitpack
