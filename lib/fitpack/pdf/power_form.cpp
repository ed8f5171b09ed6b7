#include "fitpack/pdf/power_form.hpp"

namespace fitpack {

namespace {

/// D and E by their usual letters, higher ones by their power.
std::string polynomial_key(std::size_t k) {
  if (k == 1) return "D";
  if (k == 2) return "E";
  std::string key = "P";
  key += std::to_string(k);
  return key;
}

PowerTerm main_term(const PowerFormOptions& options, const std::string& place,
                    ParameterBinder& binder) {
  const BoundCoefficient b = binder.bind(options.b, place, "B");
  const BoundCoefficient c = binder.bind(options.c, place, "C");
  std::vector<BoundCoefficient> polynomial;
  for (const Coefficient& coefficient : options.polynomial) {
    polynomial.push_back(binder.bind(coefficient, place, polynomial_key(polynomial.size() + 1)));
  }
  return {b, c, std::move(polynomial)};
}

}  // namespace

PowerForm::PowerForm(const PowerFormOptions& options, const std::string& place,
                     ParameterBinder& binder)
    : term_(main_term(options, place, binder)) {
  if (!options.minus) return;
  const BoundCoefficient a = binder.bind(options.minus->a, place, "minus.A");
  const BoundCoefficient b = binder.bind(options.minus->b, place, "minus.B");
  const BoundCoefficient c = binder.bind(options.minus->c, place, "minus.C");
  minus_ = SubtractedTerm{a, PowerTerm(b, c, {})};
}

DualRows PowerForm::SubtractedTerm::minus_amplitude(std::span<const double> all,
                                                    std::size_t width) const {
  DualRows row(1, width);
  row[0][0] = -amplitude.value(all);
  add_derivative(row[0], amplitude.column, -1.0);
  return row;
}

void PowerForm::add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                    PdfRows rows) const {
  term_.add(input.all, amplitude, nodes, rows);
  if (!minus_) return;
  minus_->term.add(input.all, minus_->minus_amplitude(input.all, rows.width)[0], nodes, rows);
}

bool PowerForm::add_moments(int n, const FormInput& input, DualRow shape, DualRow rest) const {
  if (!term_.add_moment(n, input.all, shape)) return false;
  if (!minus_) return true;
  DualRows moment(1, rest.size());
  if (!minus_->term.add_moment(n, input.all, moment[0])) return false;
  add_product(rest, moment[0], minus_->minus_amplitude(input.all, rest.size())[0]);
  return true;
}

std::string PowerForm::divergence(int n, std::span<const double> all) const {
  std::string why = term_.divergence(n, all);
  if (why.empty() && minus_) {
    why = minus_->term.divergence(n, all);
    if (!why.empty()) why += " in the subtracted term";
  }
  return why;
}

}  // namespace fitpack
