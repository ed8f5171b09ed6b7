#include "fitpack/result/fit_result.hpp"

namespace fitpack {

std::string to_string(FitStatus status) {
  return status == FitStatus::converged ? "converged" : "not_converged";
}

}  // namespace fitpack
