#include "fitpack/pdf/power_terms.hpp"

#include <algorithm>
#include <cstdint>

#include "fitpack/pdf/formula_compiler.hpp"

namespace fitpack {

namespace {

using GiNaC::ex;
using GiNaC::numeric;
using Terms = std::vector<PowerExpression>;

/// Products that multiplying out may make: the coefficients hold all of them, none is expanded
/// further. Longer ones are integrated numerically.
constexpr double max_products = 2000.0;
/// Offsets beyond are cheaper by a Beta function of their own.
constexpr int max_offset = 40;

/// A sum of terms, and how many products of single summands they stand for.
struct Expanded {
  Terms terms;
  double n_products = 1.0;
};

class Expansion {
 public:
  explicit Expansion(const GiNaC::symbol& x) : x_(x) {}

  [[nodiscard]] std::optional<Expanded> of(const ex& e) const {
    if (!e.has(x_)) return Expanded{{{e, 0, 0}}};
    if (e.is_equal(x_)) return Expanded{{{1, 1, 0}}};
    if (const auto alpha = multiple_of_one_minus_x(e, x_)) return Expanded{{{*alpha, 0, 1}}};
    if (GiNaC::is_a<GiNaC::add>(e)) return of_sum(e);
    if (GiNaC::is_a<GiNaC::mul>(e)) return of_product(e);
    if (GiNaC::is_a<GiNaC::power>(e)) return of_power(e.op(0), e.op(1));
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<Expanded> of_sum(const ex& e) const {
    Expanded all{{}, 0.0};
    for (const ex& term : e) {
      const auto part = of(term);
      if (!part) return std::nullopt;
      all.terms.insert(all.terms.end(), part->terms.begin(), part->terms.end());
      all.n_products += part->n_products;
    }
    return all;
  }

  [[nodiscard]] std::optional<Expanded> of_product(const ex& e) const {
    Expanded product{{{1, 0, 0}}};
    for (const ex& factor : e) {
      const auto part = of(factor);
      if (!part || !multiply(product, *part)) return std::nullopt;
    }
    return product;
  }

  [[nodiscard]] std::optional<Expanded> of_power(const ex& base, const ex& exponent) const {
    if (exponent.has(x_)) return std::nullopt;
    const auto sum = of(base);
    if (!sum || sum->terms.empty()) return std::nullopt;
    const bool integer =
        GiNaC::is_a<numeric>(exponent) && GiNaC::ex_to<numeric>(exponent).is_integer();
    if (sum->terms.size() == 1) {
      // x and 1-x are positive; K must be as well, unless the power is an integer.
      const auto& [k, b, c] = sum->terms.front();
      const bool positive = GiNaC::is_a<numeric>(k) && GiNaC::ex_to<numeric>(k).is_positive();
      if (!integer && !positive) return std::nullopt;
      return Expanded{{{GiNaC::pow(k, exponent), b * exponent, c * exponent}}, sum->n_products};
    }
    if (!integer || !GiNaC::ex_to<numeric>(exponent).is_positive()) return std::nullopt;
    Expanded power{{{1, 0, 0}}};
    for (int i = 0; i < GiNaC::ex_to<numeric>(exponent).to_int(); ++i) {
      if (!multiply(power, *sum)) return std::nullopt;
    }
    return power;
  }

  [[nodiscard]] static bool multiply(Expanded& product, const Expanded& factor) {
    product.n_products *= factor.n_products;
    if (product.n_products > max_products) return false;
    Terms result;
    for (const auto& [k, b, c] : product.terms) {
      for (const auto& f : factor.terms) add(result, {k * f.k, b + f.b, c + f.c});
    }
    product.terms = std::move(result);
    return true;
  }

  /// Terms with the same powers are one.
  static void add(Terms& terms, const PowerExpression& term) {
    for (PowerExpression& other : terms) {
      if (!other.b.is_equal(term.b) || !other.c.is_equal(term.c)) continue;
      other.k += term.k;
      return;
    }
    terms.push_back(term);
  }

  const GiNaC::symbol& x_;
};

/// Terms whose b differ by an integer and whose c are the same.
struct Family {
  ex b, c;
  std::vector<std::pair<int, ex>> terms;  ///< power of x beyond b, K
};

std::optional<int> offset_in(const Family& family, const PowerExpression& term) {
  if (!(term.c - family.c).is_zero()) return std::nullopt;
  const ex difference = term.b - family.b;
  if (!GiNaC::is_a<numeric>(difference)) return std::nullopt;
  const numeric& offset = GiNaC::ex_to<numeric>(difference);
  if (!offset.is_integer() || abs(offset) > numeric(max_offset)) return std::nullopt;
  return offset.to_int();
}

void add_to_family(Family& family, int offset, const ex& k) {
  for (auto& [known, sum] : family.terms) {
    if (known != offset) continue;
    sum += k;
    return;
  }
  family.terms.emplace_back(offset, k);
}

/// Makes b the lowest power and puts the terms in ascending order.
void finish(Family& family) {
  std::ranges::sort(family.terms, {}, &std::pair<int, ex>::first);
  const int lowest = family.terms.front().first;
  family.b += lowest;
  for (auto& term : family.terms) term.first -= lowest;
}

std::vector<Family> families_of(const Terms& terms) {
  std::vector<Family> families;
  for (const PowerExpression& term : terms) {
    if (term.k.is_zero()) continue;
    bool placed = false;
    for (Family& family : families) {
      const auto offset = offset_in(family, term);
      if (!offset) continue;
      add_to_family(family, *offset, term.k);
      placed = true;
      break;
    }
    if (!placed) families.push_back({term.b, term.c, {{0, term.k}}});
  }
  for (Family& family : families) finish(family);
  return families;
}

}  // namespace

std::optional<std::vector<PowerExpression>> power_expressions(const ex& e, const GiNaC::symbol& x) {
  const auto expanded = Expansion(x).of(e);
  if (!expanded) return std::nullopt;
  return expanded->terms;
}

std::optional<BetaMoments> beta_moments(const ex& e, const FormulaSymbols& symbols,
                                        std::span<const BoundCoefficient> free) {
  const auto terms = power_expressions(e, symbols.x);
  if (!terms) return std::nullopt;
  FormulaCompiler compiler(symbols);
  // Sums run in an order that does not depend on where GiNaC keeps its terms.
  std::vector<Family> families = families_of(*terms);
  std::vector<std::pair<std::pair<std::uint64_t, std::uint64_t>, std::size_t>> order;
  {
    FormulaCompiler keys(symbols);
    for (std::size_t f = 0; f < families.size(); ++f) {
      order.push_back({{keys.order_key(families[f].b), keys.order_key(families[f].c)}, f});
    }
  }
  std::ranges::sort(order);
  std::vector<ex> outputs;
  const auto output = [&](const ex& value) {
    compiler.add_number_output(value);
    outputs.push_back(value);
    return outputs.size() - 1;
  };
  std::vector<BetaMoments::Group> groups;
  for (const auto& [key, f] : order) {
    BetaMoments::Group group{output(families[f].b), output(families[f].c), {}};
    for (const auto& [offset, k] : families[f].terms) group.terms.push_back({offset, output(k)});
    groups.push_back(std::move(group));
  }
  std::vector<BetaMoments::Derivative> derivatives;
  const std::size_t n_values = outputs.size();
  for (std::size_t o = 0; o < n_values; ++o) {
    for (const BoundCoefficient& p : free) {
      const ex derivative = outputs[o].diff(symbols.parameters[p.parameter]);
      if (derivative.is_zero()) continue;
      derivatives.push_back({o, p.column, output(derivative)});
    }
  }
  return BetaMoments(std::move(compiler).program(), std::move(groups), std::move(derivatives));
}

}  // namespace fitpack
