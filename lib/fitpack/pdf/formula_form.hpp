#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitpack/pdf/beta_moments.hpp"
#include "fitpack/pdf/formula_program.hpp"
#include "fitpack/pdf/functional_form.hpp"

namespace fitpack {

/// x f(x) = A S(x) + R(x) given by a formula that has been compiled. Moments are in closed form
/// where S or R is a sum of powers of x and 1-x, and by a double-exponential rule otherwise.
class FormulaForm : public FunctionalForm {
 public:
  enum class Part { shape, rest };
  /// A derivative of S or R: with respect to a parameter (column in the rows) or to a reference.
  struct Derivative {
    Part part;
    std::size_t with;  ///< column or position among the references
  };
  struct Compiled {
    /// Outputs: S and R as far as they are not zero, then the derivatives in the order of the
    /// lists below. Points: those of FormulaProgram, then the references.
    FormulaProgram program;
    bool has_shape = false, has_rest = false;
    std::vector<Derivative> parameters, references;
    std::vector<std::size_t> functions;  ///< the references as positions in the basis
    std::optional<BetaMoments> shape_moments, rest_moments;
  };

  explicit FormulaForm(Compiled compiled);

  [[nodiscard]] std::span<const std::size_t> references() const override { return c_.functions; }
  [[nodiscard]] const XNodes* moment_nodes() const override;
  /// The value at a node becomes NaN where a derivative is not finite: a rejected step.
  void add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
           PdfRows rows) const override;
  [[nodiscard]] bool add_moments(int n, const FormInput& input, DualRow shape,
                                 DualRow rest) const override;
  [[nodiscard]] std::string divergence(int n, std::span<const double> all) const override;

 private:
  struct Chunk {
    std::size_t first, n;
  };
  void add_chunk(const FormInput& input, ConstDualRow amplitude, Chunk chunk,
                 std::span<const double> scratch, PdfRows rows) const;
  void add_one_by_one(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                      PdfRows rows) const;
  /// Calls body(first node, number of nodes, scratch) for each chunk of nodes, evaluated.
  template <class Body>
  void for_each_chunk(const FormInput& input, std::size_t n_outputs, const XNodes& nodes,
                      Body&& body) const;
  [[nodiscard]] std::size_t n_values() const {
    return std::size_t{c_.has_shape} + std::size_t{c_.has_rest};
  }
  [[nodiscard]] std::size_t n_outputs(std::size_t width) const {
    return width == 1 ? n_values() : c_.program.vector_outputs.size();
  }
  [[nodiscard]] std::string not_finite(std::span<const double> all) const;
  [[nodiscard]] bool integrate(int n, const FormInput& input, DualRow shape, DualRow rest) const;

  Compiled c_;
};

}  // namespace fitpack
