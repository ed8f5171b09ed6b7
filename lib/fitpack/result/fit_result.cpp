#include "fitpack/result/fit_result.hpp"

namespace fitpack {

std::string to_string(FitStatus status) {
  return status == FitStatus::converged ? "converged" : "not_converged";
}

std::string to_string(CovarianceKind kind) {
  if (kind == CovarianceKind::none) return "none";
  return kind == CovarianceKind::full ? "full" : "gauss_newton";
}

std::string to_string(ExcursionEnd end) {
  switch (end) {
    case ExcursionEnd::reached:
      return "reached";
    case ExcursionEnd::at_bound:
      return "at_bound";
    case ExcursionEnd::no_pdfs:
      return "no_pdfs";
    case ExcursionEnd::too_far:
      return "too_far";
  }
  return "unknown";
}

}  // namespace fitpack
