#pragma once

#include <optional>

#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/power_form_options.hpp"
#include "fitpack/pdf/power_term.hpp"

namespace fitpack {

/// x f(x) = A x^B (1-x)^C (1 + D x + E x² + …) - A' x^B' (1-x)^C', the second term optional:
/// the HERAPDF parametrisation of arXiv:1506.06042.
class PowerForm final : public FunctionalForm {
 public:
  /// Problems of unknown parameters go to the binder; `place` names the PDF.
  PowerForm(const PowerFormOptions& options, const std::string& place, ParameterBinder& binder);

  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override;
  [[nodiscard]] bool add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow rest) const override;
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const override;

 private:
  struct SubtractedTerm {
    BoundCoefficient amplitude;
    PowerTerm term;
    /// -A' as a row of the given width.
    [[nodiscard]] DualRows minus_amplitude(std::span<const double> all, std::size_t width) const;
  };

  PowerTerm term_;
  std::optional<SubtractedTerm> minus_;
};

}  // namespace fitpack
