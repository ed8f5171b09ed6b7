#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fitpack {

enum class FormulaOperation : std::uint8_t {
  // of numbers and of vectors
  add,
  multiply,
  power,
  invert,
  exp,
  log,
  sqrt,
  sin,
  cos,
  tan,
  sinh,
  cosh,
  tanh,
  atan,
  // of vectors with numbers
  broadcast,     ///< u
  add_number,    ///< a + u
  scale,         ///< u a
  add_scaled,    ///< a + u b
  power_number,  ///< a^u
  number_power,  ///< u^a
  power_of_x,    ///< x^u (1-x)^v
};

/// One step of a program: target = operation(a, b; u, v), a and b registers of the target's kind,
/// u and v registers of numbers.
struct FormulaInstruction {
  FormulaOperation operation;
  std::uint32_t target = 0, a = 0, b = 0, u = 0, v = 0;
};

/// Consecutive points in x.
struct FormulaPoints {
  std::span<const double> x, one_minus_x, log_x, log_one_minus_x;
};

/// Several expressions in x and parameters, with everything they share computed once. What does
/// not depend on x is computed as numbers, the rest for many x at a time, an instruction for
/// all of them before the next one. Instructions are in an order such that those of the first
/// outputs (values) come before those that only later ones (derivatives) need.
class FormulaProgram {
 public:
  /// Vector registers that hold the points; others follow.
  static constexpr std::uint32_t x_register = 0, one_minus_x_register = 1, log_x_register = 2,
                                 log_one_minus_x_register = 3, n_point_registers = 4;
  /// Points that are computed together: all registers stay in the fastest cache.
  static constexpr std::size_t chunk = 64;

  struct Constant {
    std::uint32_t target;
    double value;
  };
  struct Parameter {
    std::uint32_t target;
    std::size_t position;  ///< among all parameters
  };
  /// Expressions and how much of the program they need, together with all before them.
  struct Output {
    std::uint32_t source;
    std::size_t n_number_steps, n_vector_steps;
  };

  /// The numbers of the outputs that do not depend on x, the first `n` of them.
  void numbers(std::span<const double> all, std::size_t n, std::span<double> results) const;

  /// Everything that does not depend on x, for the first `n` vector outputs.
  [[nodiscard]] std::vector<double> number_registers(std::span<const double> all,
                                                     std::size_t n) const;
  /// Doubles that `vectors` works in.
  [[nodiscard]] std::size_t scratch_size() const { return n_vectors * chunk; }
  /// The first `n` vector outputs at up to `chunk` points: output k fills result(k). Results are
  /// valid until the scratch is used again.
  void vectors(std::span<const double> number_registers, const FormulaPoints& points, std::size_t n,
               std::span<double> scratch) const;
  [[nodiscard]] std::span<const double> result(std::size_t k, std::span<const double> scratch,
                                               std::size_t n_points) const {
    return scratch.subspan(vector_outputs[k].source * chunk, n_points);
  }

  // Filled by FormulaCompiler.
  std::vector<Constant> constants;
  std::vector<Parameter> parameters;
  std::vector<FormulaInstruction> number_steps, vector_steps;
  std::vector<Output> number_outputs, vector_outputs;
  std::size_t n_numbers = 0, n_vectors = n_point_registers;

 private:
  void run_numbers(std::span<const double> all, std::size_t n_steps,
                   std::span<double> registers) const;
};

}  // namespace fitpack
