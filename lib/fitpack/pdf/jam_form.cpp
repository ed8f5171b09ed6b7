#include "fitpack/pdf/jam_form.hpp"

namespace fitpack {

JamForm::JamForm(const JamFormOptions& options, const std::string& place, ParameterBinder& binder)
    : shape_(options.shape, options.norm, place, "", binder) {
  for (const AddedJamShapeOptions& added : options.plus) {
    const std::string prefix = "plus." + std::to_string(plus_.size()) + ".";
    const BoundCoefficient amplitude = binder.bind(added.a, place, prefix + "A");
    plus_.push_back({amplitude, JamShape(added.shape, options.norm, place, prefix, binder)});
  }
}

DualRows JamForm::AddedShape::amplitude_row(std::span<const double> all, std::size_t width) const {
  DualRows row(1, width);
  row[0][0] = amplitude.value(all);
  add_derivative(row[0], amplitude.column, 1.0);
  return row;
}

void JamForm::add(const FormInput& input, ConstDualRow amplitude, const XNodes& nodes,
                  PdfRows rows) const {
  shape_.add(input.all, amplitude, nodes, rows);
  for (const AddedShape& added : plus_) {
    added.shape.add(input.all, added.amplitude_row(input.all, rows.width)[0], nodes, rows);
  }
}

bool JamForm::add_moments(int n, const FormInput& input, DualRow shape, DualRow rest) const {
  if (!shape_.add_moment(n, input.all, shape)) return false;
  for (const AddedShape& added : plus_) {
    DualRows moment(1, rest.size());
    if (!added.shape.add_moment(n, input.all, moment[0])) return false;
    add_product(rest, moment[0], added.amplitude_row(input.all, rest.size())[0]);
  }
  return true;
}

namespace {

/// The first reason among the shapes; `of` gives that of one.
template <class Shapes, class Of>
std::string first_reason(std::string why, const Shapes& plus, const Of& of) {
  for (std::size_t k = 0; why.empty() && k < plus.size(); ++k) {
    why = of(plus[k].shape);
    if (!why.empty()) why += " in shape " + std::to_string(k) + " of plus";
  }
  return why;
}

}  // namespace

std::string JamForm::divergence(int n, std::span<const double> all) const {
  return first_reason(shape_.divergence(n, all), plus_,
                      [&](const JamShape& shape) { return shape.divergence(n, all); });
}

std::string JamForm::undefined(std::span<const double> all) const {
  return first_reason(shape_.undefined(all), plus_,
                      [&](const JamShape& shape) { return shape.undefined(all); });
}

}  // namespace fitpack
