#include "fitpack/pdf/formula_program.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

using Op = FormulaOperation;

double number_result(Op operation, double a, double b) {
  switch (operation) {
    case Op::add:
      return a + b;
    case Op::multiply:
      return a * b;
    case Op::power:
      return std::pow(a, b);
    case Op::invert:
      return 1.0 / a;
    case Op::exp:
      return std::exp(a);
    case Op::log:
      return std::log(a);
    case Op::sqrt:
      return std::sqrt(a);
    case Op::sin:
      return std::sin(a);
    case Op::cos:
      return std::cos(a);
    case Op::tan:
      return std::tan(a);
    case Op::sinh:
      return std::sinh(a);
    case Op::cosh:
      return std::cosh(a);
    case Op::tanh:
      return std::tanh(a);
    case Op::atan:
      return std::atan(a);
    default:
      throw ContractError("a formula mixes numbers and vectors");
  }
}

template <class Function>
void for_each_point(double* target, std::size_t n, Function&& f) {
  for (std::size_t i = 0; i < n; ++i) target[i] = f(i);
}

/// One loop over the points per operation: the arithmetic ones become vector instructions.
void run_vector(Op operation, double* __restrict target, const double* a, const double* b, double u,
                double v, const FormulaPoints& points, std::size_t n) {
  const auto loop = [&](auto&& f) { for_each_point(target, n, f); };
  switch (operation) {
    case Op::add:
      return loop([=](std::size_t i) { return a[i] + b[i]; });
    case Op::multiply:
      return loop([=](std::size_t i) { return a[i] * b[i]; });
    case Op::invert:
      return loop([=](std::size_t i) { return 1.0 / a[i]; });
    case Op::sqrt:
      return loop([=](std::size_t i) { return std::sqrt(a[i]); });
    case Op::broadcast:
      return loop([=](std::size_t) { return u; });
    case Op::add_number:
      return loop([=](std::size_t i) { return a[i] + u; });
    case Op::scale:
      return loop([=](std::size_t i) { return u * a[i]; });
    case Op::add_scaled:
      return loop([=](std::size_t i) { return a[i] + u * b[i]; });
    case Op::power_number:
      return loop([=](std::size_t i) { return std::pow(a[i], u); });
    case Op::number_power:
      return loop([=](std::size_t i) { return std::pow(u, a[i]); });
    case Op::power_of_x: {
      const double* log_x = points.log_x.data();
      const double* log_y = points.log_one_minus_x.data();
      // A power of 1 alone must not make 0 * -inf of the other.
      if (v == 0.0) return loop([=](std::size_t i) { return std::exp(u * log_x[i]); });
      return loop([=](std::size_t i) { return std::exp(u * log_x[i] + v * log_y[i]); });
    }
    default:
      return loop([=](std::size_t i) { return number_result(operation, a[i], b[i]); });
  }
}

}  // namespace

void FormulaProgram::run_numbers(std::span<const double> all, std::size_t n_steps,
                                 std::span<double> registers) const {
  for (const Constant& constant : constants) registers[constant.target] = constant.value;
  for (const Parameter& p : parameters) registers[p.target] = all[p.position];
  for (std::size_t k = 0; k < n_steps; ++k) {
    const FormulaInstruction& step = number_steps[k];
    registers[step.target] = number_result(step.operation, registers[step.a], registers[step.b]);
  }
}

void FormulaProgram::numbers(std::span<const double> all, std::size_t n,
                             std::span<double> results) const {
  if (n == 0) return;
  std::vector<double> registers(n_numbers);
  run_numbers(all, number_outputs[n - 1].n_number_steps, registers);
  for (std::size_t k = 0; k < n; ++k) results[k] = registers[number_outputs[k].source];
}

std::vector<double> FormulaProgram::number_registers(std::span<const double> all,
                                                     std::size_t n) const {
  std::vector<double> registers(n_numbers + 1);  // steps without a number read one all the same
  if (n > 0) run_numbers(all, vector_outputs[n - 1].n_number_steps, registers);
  return registers;
}

void FormulaProgram::vectors(std::span<const double> numbers, const FormulaPoints& points,
                             std::size_t n, std::span<double> scratch) const {
  const std::size_t n_points = points.x.size();
  FITPACK_EXPECTS(n_points <= chunk && scratch.size() >= scratch_size());
  const auto at = [&](std::uint32_t index) { return scratch.data() + index * chunk; };
  std::ranges::copy(points.x, at(x_register));
  std::ranges::copy(points.one_minus_x, at(one_minus_x_register));
  std::ranges::copy(points.log_x, at(log_x_register));
  std::ranges::copy(points.log_one_minus_x, at(log_one_minus_x_register));
  const std::size_t n_steps = n == 0 ? 0 : vector_outputs[n - 1].n_vector_steps;
  for (std::size_t k = 0; k < n_steps; ++k) {
    const FormulaInstruction& s = vector_steps[k];
    run_vector(s.operation, at(s.target), at(s.a), at(s.b), numbers[s.u], numbers[s.v], points,
               n_points);
  }
}

}  // namespace fitpack
