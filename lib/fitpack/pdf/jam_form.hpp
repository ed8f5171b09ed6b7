#pragma once

#include <string>
#include <vector>

#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/jam_shape.hpp"

namespace fitpack {

/// x f(x) = A T_0(x)/M_0 + Σ_k A_k T_k(x)/M_k, shapes as in JamShape: each amplitude is the moment
/// its shape contributes. A sum rule can fix that of the first one.
class JamForm final : public FunctionalForm {
 public:
  JamForm(const JamFormOptions& options, const std::string& place, ParameterBinder& binder);

  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override;
  [[nodiscard]] bool add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow rest) const override;
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const override;
  [[nodiscard]] std::string undefined(std::span<const double> all) const override;

 private:
  struct AddedShape {
    BoundCoefficient amplitude;
    JamShape shape;
    [[nodiscard]] DualRows amplitude_row(std::span<const double> all, std::size_t width) const;
  };

  JamShape shape_;
  std::vector<AddedShape> plus_;
};

}  // namespace fitpack
