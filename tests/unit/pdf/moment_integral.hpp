#pragma once

#include <gsl/gsl_integration.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "fitpack/pdf/pdf_model.hpp"

namespace fitpack::examples {

/// Adaptive quadrature is asked for 1e-12; this is what the sum rules must agree to.
inline constexpr double quadrature_tolerance = 1e-10;
/// ∫_0^1 dx x^{n-1} F(x) by GSL, in t = ln 1/x, where endpoint powers are exponentials;
/// `absolute` is the error wanted of an integral that vanishes.
inline double integral(int n, const std::function<double(double)>& f, double absolute = 0.0) {
  struct Context {
    int n;
    const std::function<double(double)>& f;
  } context{n, f};
  gsl_function integrand{[](double t, void* data) {
                           const auto& c = *static_cast<Context*>(data);
                           const double x = std::exp(-t);
                           return x <= 0.0 ? 0.0 : std::pow(x, c.n) * c.f(x);
                         },
                         &context};
  gsl_integration_workspace* workspace = gsl_integration_workspace_alloc(2000);
  double result = 0.0;
  double error = 0.0;
  gsl_integration_qagiu(&integrand, 0.0, absolute, 1e-12, 2000, workspace, &result, &error);
  gsl_integration_workspace_free(workspace);
  return result;
}

inline std::vector<double> start(const PdfModel& pdfs) {
  return pdfs.parameters().all_values(pdfs.parameters().start_values());
}

inline std::function<double(double)> function(const PdfModel& pdfs, const std::string& name) {
  const std::size_t a = *pdfs.basis().find(name);
  return [&pdfs, a](double x) { return (*pdfs.values(start(pdfs), std::vector<double>{x}))[a]; };
}

}  // namespace fitpack::examples
