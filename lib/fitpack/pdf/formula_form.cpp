#include "fitpack/pdf/formula_form.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <sstream>

#include "fitpack/pdf/double_exponential.hpp"

namespace fitpack {

namespace {

const DoubleExponential& rule() {
  static const DoubleExponential instance;
  return instance;
}

/// rows[.][column] += factor · values
void add_column(PdfRows rows, std::size_t first, std::span<const double> values, double factor,
                std::size_t column) {
  double* target = rows.data + first * rows.stride + column;
  for (std::size_t i = 0; i < values.size(); ++i) target[i * rows.stride] += factor * values[i];
}

/// Zero; not finite as soon as one value is not.
double times_zero(std::span<const double> values) {
  double sum = 0.0;
  for (const double v : values) sum += v * 0.0;
  return sum;
}

/// ∫ dx x^{n-1} of S or R and its gradient, chunk by chunk, added to a row; an empty row wants
/// nothing.
class PartIntegral {
 public:
  explicit PartIntegral(DualRow row) : row_(row) {}

  void add_values(int n, std::size_t first, std::span<const double> values) {
    weights_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      weights_[i] = rule().weight(n, first + i);
      const double term = weights_[i] * values[i];
      sum_.add(term);
      // Next to the ends S is so small that derivatives of its parts can overflow.
      if (std::abs(term) < negligible) weights_[i] = 0.0;
    }
  }

  void add_derivative(std::size_t column, std::span<const double> values) {
    if (row_.empty()) return;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (weights_[i] != 0.0) row_[column] += weights_[i] * values[i];
    }
  }

  void add_gradient(const PdfRows& reference, std::size_t first, std::span<const double> values) {
    if (row_.empty()) return;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (weights_[i] == 0.0) continue;
      const DualRow source = reference.row(first + i);
      for (std::size_t q = 1; q < row_.size(); ++q) row_[q] += weights_[i] * values[i] * source[q];
    }
  }

  /// Adds the value; false where the integral does not converge.
  [[nodiscard]] bool finish() {
    if (row_.empty()) return true;
    row_[0] += sum_.value();
    return sum_.converged();
  }

 private:
  static constexpr double negligible = 1e-60;
  DualRow row_;
  CheckedSum sum_;
  std::vector<double> weights_;
};

}  // namespace

FormulaForm::FormulaForm(Compiled compiled) : c_(std::move(compiled)) {}

const XNodes* FormulaForm::moment_nodes() const {
  return c_.functions.empty() ? nullptr : &rule().nodes();
}

template <class Body>
void FormulaForm::for_each_chunk(const FormInput& input, std::size_t n_outputs, const XNodes& nodes,
                                 Body&& body) const {
  const std::vector<double> numbers = c_.program.number_registers(input.all, n_outputs);
  std::vector<double> scratch(c_.program.scratch_size());
  for (std::size_t first = 0; first < nodes.size(); first += FormulaProgram::chunk) {
    const std::size_t n = std::min(FormulaProgram::chunk, nodes.size() - first);
    for (std::size_t k = 0; k < input.references.size(); ++k) {
      double* values =
          scratch.data() + (FormulaProgram::n_point_registers + k) * FormulaProgram::chunk;
      for (std::size_t i = 0; i < n; ++i) values[i] = input.references[k].row(first + i)[0];
    }
    c_.program.vectors(numbers,
                       {nodes.x().subspan(first, n), nodes.one_minus_x().subspan(first, n),
                        nodes.log_x().subspan(first, n), nodes.log_one_minus_x().subspan(first, n)},
                       n_outputs, scratch);
    body(first, n, std::span<const double>(scratch));
  }
}

void FormulaForm::add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                      PdfRows rows) const {
  if (std::ranges::any_of(nodes.one_minus_x(), [](double y) { return y <= 0.0; })) {
    add_one_by_one(input, amplitude, nodes, rows);
    return;
  }
  for_each_chunk(input, n_outputs(rows.width), nodes,
                 [&](std::size_t first, std::size_t n, std::span<const double> scratch) {
                   add_chunk(input, amplitude, {first, n}, scratch, rows);
                 });
}

void FormulaForm::add_chunk(const FormInput& input, ConstDualRow amplitude, Chunk chunk,
                            std::span<const double> scratch, PdfRows rows) const {
  std::size_t output = 0;
  const auto next = [&] { return c_.program.result(output++, scratch, chunk.n); };
  if (c_.has_shape) {
    const auto shape = next();
    for (std::size_t i = 0; i < chunk.n; ++i) {
      add_scaled(rows.row(chunk.first + i), amplitude, shape[i]);
    }
  }
  if (c_.has_rest) add_column(rows, chunk.first, next(), 1.0, 0);
  if (rows.width == 1) return;
  const auto factor_of = [&](Part part) { return part == Part::shape ? amplitude[0] : 1.0; };
  double zero = 0.0;
  for (const Derivative& d : c_.parameters) {
    const auto values = next();
    add_column(rows, chunk.first, values, factor_of(d.part), d.with);
    zero += times_zero(values);
  }
  for (const Derivative& d : c_.references) {
    const auto values = next();
    zero += times_zero(values);
    for (std::size_t i = 0; i < chunk.n; ++i) {
      const double factor = factor_of(d.part) * values[i];
      const DualRow row = rows.row(chunk.first + i);
      const DualRow source = input.references[d.with].row(chunk.first + i);
      for (std::size_t q = 1; q < row.size(); ++q) row[q] += factor * source[q];
    }
  }
  if (!std::isfinite(zero)) {
    rows.row(chunk.first)[0] = std::numeric_limits<double>::quiet_NaN();
  }
}

/// At x = 1 every PDF is zero, whatever the formula gives there.
void FormulaForm::add_one_by_one(const FormInput& input, ConstDualRow amplitude,
                                 const XNodes& nodes, PdfRows rows) const {
  const auto from = [](const PdfRows& table, std::size_t i) {
    return PdfRows{table.data + i * table.stride, table.width, table.stride};
  };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes.at_one(i)) continue;
    std::vector<PdfRows> references;
    for (const PdfRows& table : input.references) references.push_back(from(table, i));
    const XNodes node(nodes.x().subspan(i, 1), nodes.one_minus_x().subspan(i, 1));
    add({input.all, references}, amplitude, node, from(rows, i));
  }
}

bool FormulaForm::add_moments(int n, const FormInput& input, DualRow shape, DualRow rest) const {
  // Closed forms of S and R where there are; a term that diverges may cancel with another one.
  DualRows closed(2, shape.size());
  const bool shape_done =
      !c_.has_shape || (c_.shape_moments && c_.shape_moments->add(n, input.all, closed[0]));
  const bool rest_done =
      !c_.has_rest || (c_.rest_moments && c_.rest_moments->add(n, input.all, closed[1]));
  if (shape_done) add_scaled(shape, closed[0], 1.0);
  if (rest_done) add_scaled(rest, closed[1], 1.0);
  return (shape_done && rest_done) ||
         integrate(n, input, shape_done ? DualRow{} : shape, rest_done ? DualRow{} : rest);
}

/// Adds to the rows that are not empty.
bool FormulaForm::integrate(int n, const FormInput& input, DualRow shape, DualRow rest) const {
  std::array<PartIntegral, 2> parts{PartIntegral(shape), PartIntegral(rest)};
  const auto of = [&](Part part) -> PartIntegral& { return parts[part == Part::shape ? 0 : 1]; };
  const std::size_t width = std::max(shape.size(), rest.size());
  const auto add_chunk = [&](std::size_t first, std::size_t count,
                             std::span<const double> scratch) {
    std::size_t output = 0;
    const auto next = [&] { return c_.program.result(output++, scratch, count); };
    if (c_.has_shape) of(Part::shape).add_values(n, first, next());
    if (c_.has_rest) of(Part::rest).add_values(n, first, next());
    if (width == 1) return;
    for (const Derivative& d : c_.parameters) of(d.part).add_derivative(d.with, next());
    for (const Derivative& d : c_.references) {
      of(d.part).add_gradient(input.references[d.with], first, next());
    }
  };
  for_each_chunk(input, n_outputs(width), rule().nodes(), add_chunk);
  return parts[0].finish() && parts[1].finish();
}

std::string FormulaForm::divergence(int n, std::span<const double> all) const {
  if (c_.functions.empty()) {
    DualRows moment(2, 1);
    if (add_moments(n, {all, {}}, moment[0], moment[1])) return {};
    const std::string why = not_finite(all);
    if (!why.empty()) return why;
  }
  bool closed = true;
  for (const auto& moments : {c_.shape_moments, c_.rest_moments}) {
    const std::string why = moments ? moments->divergence(n, all) : "";
    if (!why.empty()) return why;
    closed &= moments.has_value();
  }
  if (closed) return {};
  return std::string("the integral of the formula") + (n == 0 ? "/x" : "") +
         " does not converge, or the formula varies too fast";
}

/// Where S or R has no value; empty where both have one everywhere.
std::string FormulaForm::not_finite(std::span<const double> all) const {
  std::string where;
  const auto look = [&](std::size_t first, std::size_t n, std::span<const double> scratch) {
    for (std::size_t k = 0; k < n_values() && where.empty(); ++k) {
      const auto values = c_.program.result(k, scratch, n);
      const auto bad = std::ranges::find_if(values, [](double v) { return !std::isfinite(v); });
      if (bad == values.end()) continue;
      std::ostringstream text;
      const auto i = static_cast<std::size_t>(bad - values.begin());
      text << "the formula is " << (std::isnan(*bad) ? "nan" : "infinite")
           << " at x = " << rule().nodes().x(first + i);
      where = text.str();
    }
  };
  for_each_chunk({all, {}}, n_values(), rule().nodes(), look);
  return where;
}

}  // namespace fitpack
