#include "fitpack/pdf/formula_compiler.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

namespace fitpack {

namespace {

using GiNaC::ex;
using GiNaC::numeric;
using Op = FormulaOperation;

constexpr std::size_t max_steps = 20000;
/// Higher integer powers go through std::pow.
constexpr int max_multiplications = 16;

double real_value(const ex& e) {
  const numeric& value = GiNaC::ex_to<numeric>(e);
  if (!value.is_real()) throw std::domain_error("it takes the root of a negative number");
  const double number = value.to_double();
  if (!std::isfinite(number)) throw std::domain_error("a number in it is too large");
  return number;
}

/// Mixes the parts of a key (the finaliser of MurmurHash3, Appleby, public domain).
std::uint64_t mixed(std::uint64_t key, std::uint64_t part) {
  key = (key ^ part) * 0xff51afd7ed558ccdULL;
  key ^= key >> 33;
  key *= 0xc4ceb9fe1a85ec53ULL;
  return key ^ (key >> 33);
}

std::optional<int> small_integer(const ex& e) {
  if (!GiNaC::is_a<numeric>(e) || !GiNaC::ex_to<numeric>(e).is_integer()) return std::nullopt;
  if (abs(GiNaC::ex_to<numeric>(e)) > numeric(max_multiplications)) return std::nullopt;
  return GiNaC::ex_to<numeric>(e).to_int();
}

}  // namespace

std::optional<numeric> multiple_of_one_minus_x(const ex& e, const GiNaC::symbol& x) {
  if (!GiNaC::is_a<GiNaC::add>(e) || e.nops() != 2) return std::nullopt;
  const ex& number = GiNaC::is_a<numeric>(e.op(0)) ? e.op(0) : e.op(1);
  if (!GiNaC::is_a<numeric>(number) || !(e - number + number * x).is_zero()) return std::nullopt;
  return GiNaC::ex_to<numeric>(number);
}

FormulaCompiler::FormulaCompiler(const FormulaSymbols& symbols,
                                 const std::vector<std::size_t>& references)
    : symbols_(symbols) {
  for (const std::size_t function : references) {
    references_[symbols.pdfs[function]] = static_cast<std::uint32_t>(program_.n_vectors++);
  }
  for (std::size_t p = 0; p < symbols.parameters.size(); ++p) {
    parameters_[symbols.parameters[p]] = p;
  }
}

void FormulaCompiler::add_vector_output(const ex& e) {
  const Node result = vector_of(node(e));
  program_.vector_outputs.push_back(
      {result.index, program_.number_steps.size(), program_.vector_steps.size()});
}

void FormulaCompiler::add_number_output(const ex& e) {
  const Node result = node(e);
  program_.number_outputs.push_back(
      {result.index, program_.number_steps.size(), program_.vector_steps.size()});
}

std::uint64_t FormulaCompiler::order_key(const ex& e) { return node(e).key; }

FormulaCompiler::Node FormulaCompiler::node(const ex& e) {
  if (const auto known = nodes_.find(e); known != nodes_.end()) return known->second;
  const Node result = new_node(e);
  nodes_[e] = result;
  return result;
}

FormulaCompiler::Node FormulaCompiler::new_node(const ex& e) {
  if (GiNaC::is_a<numeric>(e)) return constant(real_value(e));
  if (e.is_equal(symbols_.x)) return point(FormulaProgram::x_register);
  if (const auto p = parameters_.find(e); p != parameters_.end()) return parameter(p->second);
  if (const auto r = references_.find(e); r != references_.end()) return point(r->second);
  if (GiNaC::is_a<GiNaC::add>(e)) return sum(e);
  if (GiNaC::is_a<GiNaC::mul>(e)) return value_of(product(e));
  if (GiNaC::is_a<GiNaC::power>(e)) return power(e.op(0), e.op(1));
  if (GiNaC::is_a<GiNaC::function>(e)) return function(e);
  throw std::domain_error("it has a part that cannot be computed");
}

/// Factors in an order that lets products share their beginnings: powers of x first, the points
/// themselves last.
FormulaCompiler::Product FormulaCompiler::product(const ex& e) {
  if (!GiNaC::is_a<GiNaC::mul>(e)) {
    const Node n = node(e);
    return n.vector ? Product{{}, n} : Product{n, {}};
  }
  std::vector<Node> numbers, vectors;
  ex power_x = 0;
  ex power_y = 0;
  const auto take_power = [&](const ex& base, const ex& exponent) {
    if (exponent.has(symbols_.x) || small_integer(exponent)) return false;
    if (base.is_equal(symbols_.x)) {
      power_x += exponent;
      return true;
    }
    const auto alpha = multiple_of_one_minus_x(base, symbols_.x);
    if (!alpha || !alpha->is_equal(1)) return false;
    power_y += exponent;
    return true;
  };
  for (const ex& factor : e) {
    if (GiNaC::is_a<GiNaC::power>(factor) && take_power(factor.op(0), factor.op(1))) continue;
    const Product part = product(factor);
    if (part.number) numbers.push_back(*part.number);
    if (part.vector) vectors.push_back(*part.vector);
  }
  if (!power_x.is_zero() || !power_y.is_zero()) {
    vectors.push_back(step(Op::power_of_x, true, {}, {}, node(power_x), node(power_y)));
  }
  const auto rank = [](const Node& n) {
    if (n.index < FormulaProgram::n_point_registers) return 2;
    return n.key % 2 == 0 ? 0 : 1;  // see step(): even keys are powers of x
  };
  std::ranges::sort(numbers, {}, &Node::key);
  std::ranges::sort(vectors, [&](const Node& a, const Node& b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.key < b.key;
  });
  Product result;
  for (const Node& n : numbers) result.number = result.number ? multiply(*result.number, n) : n;
  for (const Node& n : vectors) result.vector = result.vector ? multiply(*result.vector, n) : n;
  return result;
}

FormulaCompiler::Node FormulaCompiler::value_of(const Product& product) {
  if (!product.vector) return *product.number;
  if (!product.number) return *product.vector;
  return step(Op::scale, true, *product.vector, {}, *product.number);
}

FormulaCompiler::Node FormulaCompiler::sum(const ex& e) {
  if (const auto alpha = multiple_of_one_minus_x(e, symbols_.x)) {
    const Node y = point(FormulaProgram::one_minus_x_register);
    return alpha->is_equal(1) ? y : value_of({constant(real_value(*alpha)), y});
  }
  std::vector<Node> numbers;
  std::vector<Product> plain, scaled;
  for (const ex& term : e) {
    const Product part = product(term);
    if (!part.vector) {
      numbers.push_back(*part.number);
    } else {
      (part.number ? scaled : plain).push_back(part);
    }
  }
  const auto by_key = [](const Product& a, const Product& b) {
    return a.vector->key != b.vector->key ? a.vector->key < b.vector->key
                                          : a.number && a.number->key < b.number->key;
  };
  std::ranges::sort(numbers, {}, &Node::key);
  std::ranges::sort(plain, by_key);
  std::ranges::sort(scaled, by_key);
  std::optional<Node> number, total;
  for (const Node& n : numbers) number = number ? add(*number, n) : n;
  for (const Product& p : plain) total = total ? add(*total, *p.vector) : *p.vector;
  for (const Product& p : scaled) {
    total = total ? step(Op::add_scaled, true, *total, *p.vector, *p.number) : value_of(p);
  }
  if (!total) return *number;
  return number ? step(Op::add_number, true, *total, {}, *number) : *total;
}

FormulaCompiler::Node FormulaCompiler::power(const ex& base, const ex& exponent) {
  if (const auto integer = small_integer(exponent); integer && !base.is_equal(symbols_.x)) {
    return integer_power(node(base), *integer);
  } else if (integer && *integer > 0) {
    return integer_power(node(base), *integer);
  }
  if (!exponent.has(symbols_.x)) {
    if (base.is_equal(symbols_.x)) {
      return step(Op::power_of_x, true, {}, {}, node(exponent), constant(0.0));
    }
    const auto alpha = multiple_of_one_minus_x(base, symbols_.x);
    if (alpha && alpha->is_equal(1)) {
      return step(Op::power_of_x, true, {}, {}, constant(0.0), node(exponent));
    }
  }
  if (exponent.is_equal(numeric(1, 2))) return apply(Op::sqrt, node(base));
  const Node b = node(base);
  const Node e = node(exponent);
  if (!b.vector && !e.vector) return step(Op::power, false, b, e);
  if (!e.vector) return step(Op::power_number, true, b, {}, e);
  if (!b.vector) return step(Op::number_power, true, e, {}, b);
  return step(Op::power, true, b, e);
}

/// By squaring, the same products for equal bases.
FormulaCompiler::Node FormulaCompiler::integer_power(const Node& base, int exponent) {
  if (exponent < 0) return apply(Op::invert, integer_power(base, -exponent));
  if (exponent == 1) return base;
  const Node half = integer_power(base, exponent / 2);
  const Node square = multiply(half, half);
  return exponent % 2 == 0 ? square : multiply(square, base);
}

FormulaCompiler::Node FormulaCompiler::function(const ex& e) {
  static const std::map<std::string, Op> operations{
      {"exp", Op::exp},   {"log", Op::log},   {"sin", Op::sin},
      {"cos", Op::cos},   {"tan", Op::tan},   {"sinh", Op::sinh},
      {"cosh", Op::cosh}, {"tanh", Op::tanh}, {"atan", Op::atan}};
  const auto found = operations.find(GiNaC::ex_to<GiNaC::function>(e).get_name());
  if (found == operations.end()) throw std::domain_error("it has a part that cannot be computed");
  const ex& argument = e.op(0);
  if (found->second == Op::log) {
    if (argument.is_equal(symbols_.x)) return point(FormulaProgram::log_x_register);
    const auto alpha = multiple_of_one_minus_x(argument, symbols_.x);
    if (alpha && alpha->is_equal(1)) return point(FormulaProgram::log_one_minus_x_register);
  }
  return apply(found->second, node(argument));
}

FormulaCompiler::Node FormulaCompiler::constant(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::vector<std::uint64_t> what{1000, bits};
  if (const auto known = steps_.find(what); known != steps_.end()) return known->second;
  const Node n{false, static_cast<std::uint32_t>(program_.n_numbers++), mixed(1000, bits) | 1};
  program_.constants.push_back({n.index, value});
  return steps_[what] = n;
}

FormulaCompiler::Node FormulaCompiler::parameter(std::size_t position) {
  const std::vector<std::uint64_t> what{1001, position};
  if (const auto known = steps_.find(what); known != steps_.end()) return known->second;
  const Node n{false, static_cast<std::uint32_t>(program_.n_numbers++), mixed(1001, position) | 1};
  program_.parameters.push_back({n.index, position});
  return steps_[what] = n;
}

FormulaCompiler::Node FormulaCompiler::point(std::uint32_t index) const {
  return {true, index, mixed(1002, index) | 1};
}

/// Every operation on the same operands is done once.
FormulaCompiler::Node FormulaCompiler::step(Op operation, bool vector, std::optional<Node> a,
                                            std::optional<Node> b, std::optional<Node> u,
                                            std::optional<Node> v) {
  std::vector<std::uint64_t> what{static_cast<std::uint64_t>(operation), vector};
  std::uint64_t key = mixed(static_cast<std::uint64_t>(operation), vector ? 1 : 0);
  for (const auto& operand : {a, b, u, v}) {
    what.push_back(operand ? 2 * std::uint64_t{operand->index} + (operand->vector ? 1 : 0) : ~0ULL);
    key = mixed(key, operand ? operand->key : 0);
  }
  if (const auto known = steps_.find(what); known != steps_.end()) return known->second;
  auto& steps = vector ? program_.vector_steps : program_.number_steps;
  if (steps.size() == max_steps) throw std::domain_error("it is too long");
  const auto register_of = [](const std::optional<Node>& n) { return n ? n->index : 0; };
  const auto target =
      static_cast<std::uint32_t>(vector ? program_.n_vectors++ : program_.n_numbers++);
  steps.push_back(
      {operation, target, register_of(a), register_of(b), register_of(u), register_of(v)});
  // The lowest bit marks powers of x: they come first in products.
  key = operation == Op::power_of_x ? key & ~1ULL : key | 1;
  return steps_[what] = Node{vector, target, key};
}

FormulaCompiler::Node FormulaCompiler::multiply(Node a, Node b) {
  if (a.vector == b.vector) return step(Op::multiply, a.vector, a, b);
  return a.vector ? step(Op::scale, true, a, {}, b) : step(Op::scale, true, b, {}, a);
}

FormulaCompiler::Node FormulaCompiler::add(Node a, Node b) { return step(Op::add, a.vector, a, b); }

FormulaCompiler::Node FormulaCompiler::apply(Op operation, const Node& a) {
  return step(operation, a.vector, a);
}

FormulaCompiler::Node FormulaCompiler::vector_of(const Node& n) {
  return n.vector ? n : step(Op::broadcast, true, {}, {}, n);
}

}  // namespace fitpack
