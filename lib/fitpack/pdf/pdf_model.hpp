#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"
#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/flavour_basis.hpp"
#include "fitpack/pdf/pdf_options.hpp"
#include "fitpack/pdf/pdf_system.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// An amplitude that a sum rule fixes.
struct SolvedAmplitude {
  std::string name;  ///< "Ag", "Auv", …: A and the function without its x
  double value = 0.0;
  std::vector<double> gradient;  ///< with respect to θ
};

/// The parametrised PDFs at the initial scale as functions of x and of the parameters. Values are
/// x f(x). `all` means the values of all parameters of the set, ParameterSet::all_values(θ).
/// Immutable and local; usable only if its constructor added no problem.
class PdfModel {
 public:
  /// Problems: an unknown basis; unknown, missing and repeated PDFs; unknown parameters and ones
  /// that nothing uses; cyclic references; two momentum sum rules; a sum rule without solution at
  /// the start values. `place` names the card in messages; `used_elsewhere` are parameters that
  /// something other than a PDF uses.
  PdfModel(const PdfModelOptions& options, const ParameterSet& parameters, const std::string& place,
           Problems& problems, const std::vector<std::string>& used_elsewhere = {});

  [[nodiscard]] const FlavourBasis& basis() const { return basis_; }
  [[nodiscard]] const ParameterSet& parameters() const { return parameters_; }
  [[nodiscard]] std::size_t n_functions() const { return basis_.size(); }
  [[nodiscard]] std::size_t n_free_parameters() const { return parameters_.n_free(); }

  /// Fills the rows function * n_x + node of a table: values and, if rows.width is 1 + number of
  /// free parameters, ∂/∂θ; width 1: values alone. Columns from width to stride are left alone.
  /// False where the parameters have no PDFs: a sum rule diverges or a value is not finite.
  [[nodiscard]] bool tabulate(std::span<const double> all, const XNodes& nodes, PdfRows rows) const;

  /// Values at any x in (0, 1], flattened [function][x]; nullopt where there are none.
  [[nodiscard]] std::optional<std::vector<double>> values(std::span<const double> all,
                                                          std::span<const double> x) const;

  /// The amplitudes fixed by sum rules; nullopt where a sum rule has no solution.
  [[nodiscard]] std::optional<std::vector<SolvedAmplitude>> solved_amplitudes(
      std::span<const double> all) const;

  /// ∫ dx x^{n-1} of each function (n = 0: number, 1: momentum); nullopt where one diverges.
  [[nodiscard]] std::optional<std::vector<double>> moments(std::span<const double> all,
                                                           int n) const;

 private:
  FlavourBasis basis_;
  ParameterSet parameters_;
  PdfSystem system_;
};

}  // namespace fitpack
