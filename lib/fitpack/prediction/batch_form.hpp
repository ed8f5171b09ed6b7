#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "fitpack/prediction/bilinear_batch.hpp"
#include "fitpack/prediction/form_parameters.hpp"

namespace fitpack {

/// Σ_k ℓ_k(p) K_k f for some of the rows of a form.
struct FormPart {
  std::vector<std::size_t> rows;  ///< that have this part, ascending
  /// Of each cell of the theory parameters, kernels × rows × columns: the base, then the
  /// differences of the others from it (KernelFamily).
  std::vector<std::vector<double>> cells;

  [[nodiscard]] bool empty() const { return rows.empty(); }
};

/// Predictions of rows as a device makes them for many sets at once, the kernels beside numbers
/// that are different for each set:
///   T_i(θ) = [N_i / D_i + H(x_i; θ)/Q²_i F_i] / n_i(θ),
/// N, D and F parts as above; D_i = 1, H_i = 0 and n_i = 1 for rows that have no denominator, no F2
/// part, no normalisation. Rows without a part N are bilinear in the PDFs, T_i = B_i / n_i. ∂T/∂θ
/// follows by the product and the chain rule from the columns of [f | ∂f/∂θ], plus what the numbers
/// contribute. A plain value, local.
struct BatchForm {
  std::size_t n_rows = 0, n_columns = 0;
  FormParameters parameters;
  FormPart leading, denominator, f2;
  BilinearBatch bilinear;                ///< B, where there are such rows
  std::vector<HigherTwistPoint> points;  ///< of every row, where there is a higher-twist term
  std::vector<int> normalisation;        ///< of every row, −1: none; empty: none at all

  /// T = K f of all rows.
  [[nodiscard]] bool is_plain() const;
  /// Whether it is one part N and nothing else: then it can become a part of another form.
  [[nodiscard]] bool is_part() const;
};

/// The form of kernels of n_rows rows, of all cells; `cells` as of a FormPart.
[[nodiscard]] BatchForm form_of_rows(std::size_t n_columns, std::vector<ParameterNodes> theory,
                                     std::size_t n_rows, std::vector<std::vector<double>> cells);

/// N/D in `rows`, ascending; none where the two do not go together.
[[nodiscard]] std::optional<BatchForm> with_denominator(std::optional<BatchForm> form,
                                                        const std::optional<BatchForm>& below,
                                                        const std::vector<std::size_t>& rows);
/// Adds H/Q² F of all rows; none where the two do not go together.
[[nodiscard]] std::optional<BatchForm> with_higher_twist_term(
    std::optional<BatchForm> form, std::optional<BatchForm> f2,
    const HigherTwistCoefficients& coefficients, std::vector<HigherTwistPoint> points);
/// Divides by normalisations; `of_rows`: their numbers or −1; none where there are some already.
[[nodiscard]] std::optional<BatchForm> divided_by(std::optional<BatchForm> form,
                                                  std::vector<NormalisationValue> normalisations,
                                                  std::vector<int> of_rows);

/// `linear` but for the rows of the bilinear form of the same rows, which are taken from there.
[[nodiscard]] std::optional<BatchForm> with_bilinear_rows(std::optional<BatchForm> linear,
                                                          std::optional<BatchForm> bilinear);

/// All rows of the blocks of a kernel, LinearKernel or SingleKernel.
template <class Kernel>
[[nodiscard]] BatchForm form_of_kernel(const Kernel& kernel) {
  std::vector<double> elements;
  std::size_t n_rows = 0;
  for (std::size_t b = 0; b < kernel.n_blocks(); ++b) {
    const std::size_t first = elements.size(), size = kernel.n_rows(b) * kernel.n_columns();
    elements.resize(first + size);
    kernel.copy_rows(b, std::span(elements).subspan(first, size));
    n_rows += kernel.n_rows(b);
  }
  return form_of_rows(kernel.n_columns(), {}, n_rows, {std::move(elements)});
}

}  // namespace fitpack
