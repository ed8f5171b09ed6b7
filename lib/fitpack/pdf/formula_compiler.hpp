#pragma once

#include <ginac/ginac.h>

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "fitpack/pdf/formula_parser.hpp"
#include "fitpack/pdf/formula_program.hpp"

namespace fitpack {

/// α where e = α (1-x).
[[nodiscard]] std::optional<GiNaC::numeric> multiple_of_one_minus_x(const GiNaC::ex& e,
                                                                    const GiNaC::symbol& x);

/// Turns expressions into a program. GiNaC orders terms by addresses, which differ from process
/// to process; here operands are ordered by what they are, so that every rank computes the same
/// bits. Expressions may hold x, parameters and
/// references. Throws std::domain_error for what is not real.
class FormulaCompiler {
 public:
  /// `references`: the PDFs that expressions may hold, in the order of the points that follow
  /// those of FormulaProgram.
  explicit FormulaCompiler(const FormulaSymbols& symbols,
                           const std::vector<std::size_t>& references = {});

  /// Appends an output that may depend on x.
  void add_vector_output(const GiNaC::ex& e);
  /// Appends an output that does not depend on x.
  void add_number_output(const GiNaC::ex& e);
  /// A number that depends only on what the expression is, for an order without addresses.
  [[nodiscard]] std::uint64_t order_key(const GiNaC::ex& e);

  [[nodiscard]] FormulaProgram program() && { return std::move(program_); }

 private:
  /// A value in a register.
  struct Node {
    bool vector = false;
    std::uint32_t index = 0;
    std::uint64_t key = 0;
    auto operator<=>(const Node&) const = default;
  };
  /// number · vector; either may be missing.
  struct Product {
    std::optional<Node> number, vector;
  };

  Node node(const GiNaC::ex& e);
  Node new_node(const GiNaC::ex& e);
  Product product(const GiNaC::ex& e);
  Node sum(const GiNaC::ex& e);
  Node power(const GiNaC::ex& base, const GiNaC::ex& exponent);
  Node integer_power(const Node& base, int exponent);
  Node function(const GiNaC::ex& e);
  Node value_of(const Product& product);

  Node constant(double value);
  Node parameter(std::size_t position);
  Node point(std::uint32_t index) const;
  Node step(FormulaOperation operation, bool vector, std::optional<Node> a,
            std::optional<Node> b = {}, std::optional<Node> u = {}, std::optional<Node> v = {});
  Node multiply(Node a, Node b);
  Node add(Node a, Node b);
  Node apply(FormulaOperation operation, const Node& a);
  Node vector_of(const Node& n);

  const FormulaSymbols& symbols_;
  FormulaProgram program_;
  std::map<GiNaC::ex, Node, GiNaC::ex_is_less> nodes_;  ///< of expressions
  std::map<GiNaC::ex, std::size_t, GiNaC::ex_is_less> parameters_;
  std::map<GiNaC::ex, std::uint32_t, GiNaC::ex_is_less> references_;  ///< registers
  std::map<std::vector<std::uint64_t>, Node> steps_;                  ///< of operations on nodes
};

}  // namespace fitpack
