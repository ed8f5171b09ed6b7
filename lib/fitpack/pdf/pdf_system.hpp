#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "fitpack/pdf/amplitude_options.hpp"
#include "fitpack/pdf/combination_form.hpp"
#include "fitpack/pdf/dual_row.hpp"
#include "fitpack/pdf/functional_form.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// What fixes the amplitude of a functional form, with its parameter looked up.
struct Amplitude {
  AmplitudeRule rule = AmplitudeRule::coefficient;
  double target = 1.0;
  BoundCoefficient coefficient;
  std::optional<std::size_t> minus;  ///< a number sum of the difference from this PDF
};

/// One function of the basis: a formula, or (form == nullptr) a combination of others.
struct PdfEntry {
  std::shared_ptr<const FunctionalForm> form;
  Amplitude amplitude;
  CombinationForm combination;
  /// All that its form and its sum rule refer to, directly or through others, in the order of
  /// evaluation.
  std::vector<std::size_t> needs;
};

/// The functions of a basis and what is needed to evaluate them together.
struct PdfSystem {
  std::vector<PdfEntry> entries;         ///< in the order of the basis
  std::vector<std::size_t> order;        ///< every function after what it refers to
  std::vector<double> momentum_weights;  ///< of each function in the total momentum
};

/// Fills the rows function * n_x + node of `table` for the functions listed, given the amplitudes.
/// Each must stand after what it refers to. Rows of other functions are left alone.
void tabulate(const PdfSystem& system, std::span<const std::size_t> functions,
              std::span<const double> all, const DualRows& amplitudes, const XNodes& nodes,
              PdfRows table);

/// Adds the moments of shape and rest of function a to two rows; amplitudes of what it refers to
/// must be known. False where one diverges.
[[nodiscard]] bool add_form_moments(const PdfSystem& system, std::size_t a, int n,
                                    std::span<const double> all, const DualRows& amplitudes,
                                    DualRow shape, DualRow rest);

/// Adds ∫ dx x^{n-1} of function a, whose amplitude and those it refers to must be known. False
/// where it diverges.
[[nodiscard]] bool add_moment(const PdfSystem& system, std::size_t a, int n,
                              std::span<const double> all, const DualRows& amplitudes, DualRow sum);

}  // namespace fitpack
