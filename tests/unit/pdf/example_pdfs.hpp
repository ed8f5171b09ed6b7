#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/pdf/pdf_model.hpp"

/// The two parametrisations most tests of this folder use.
namespace fitpack::examples {

inline Coefficient named(const std::string& parameter) { return {0.0, parameter}; }
inline Coefficient number(double value) { return {value, {}}; }

inline AmplitudeOptions amplitude(Coefficient coefficient) {
  return {AmplitudeRule::coefficient, 1.0, std::move(coefficient), {}};
}
inline AmplitudeOptions number_sum(double target) {
  return {AmplitudeRule::number_sum, target, {}, {}};
}
inline AmplitudeOptions momentum_sum() { return {AmplitudeRule::momentum_sum, 1.0, {}, {}}; }

inline Parameter parameter(const std::string& name, double start, bool fixed = false) {
  Parameter p;
  p.name = name;
  p.start = start;
  p.fixed = fixed;
  return p;
}

/// Start values of the HERAPDF-like fit: xFitter 2.2.1, prediction tables at fixed parameters.
inline std::vector<Parameter> herapdf_parameters() {
  return {parameter("Bg", -0.061953),    parameter("Cg", 5.562367),    parameter("Agp", 0.166087),
          parameter("Bgp", -0.383100),   parameter("Cgp", 25.0, true), parameter("Buv", 0.810476),
          parameter("Cuv", 4.823512),    parameter("Duv", 0.0, true),  parameter("Euv", 9.921366),
          parameter("Bdv", 1.029995),    parameter("Cdv", 4.846279),   parameter("Adbar", 0.161300),
          parameter("Bdbar", -0.127300), parameter("Cdbar", 9.586246), parameter("Cubar", 7.059694),
          parameter("Dubar", 1.548098),  parameter("fs", 0.4, true)};
}

inline ParameterSet parameter_set(std::vector<Parameter> parameters) {
  Problems problems;
  ParameterSet set(std::move(parameters), "card.yaml", problems);
  problems.throw_if_any(ExitCode::usage);
  return set;
}

inline PdfModelOptions herapdf_options() {
  const SubtractedTermOptions minus{named("Agp"), named("Bgp"), named("Cgp")};
  const PowerFormOptions gluon{named("Bg"), named("Cg"), {}, minus};
  const PowerFormOptions uv{named("Buv"), named("Cuv"), {named("Duv"), named("Euv")}, {}};
  const PowerFormOptions dv{named("Bdv"), named("Cdv"), {}, {}};
  const PowerFormOptions ubar{named("Bdbar"), named("Cubar"), {named("Dubar")}, {}};
  const PowerFormOptions dbar{named("Bdbar"), named("Cdbar"), {}, {}};
  const CombinationFormOptions strange{{{"xdbar", FactorKind::odds, named("fs")}}};
  return {"herapdf",
          {{"xg", {}, gluon, momentum_sum()},
           {"xuv", {}, uv, number_sum(2.0)},
           {"xdv", {}, dv, number_sum(1.0)},
           {"xubar", {}, ubar, amplitude(named("Adbar"))},
           {"xdbar", {}, dbar, amplitude(named("Adbar"))},
           {"xs", {}, strange, {}}}};
}

/// The toy PDFs of the Les Houches evolution benchmark, hep-ph/0204316, fixed numbers:
/// ubar = (1-x) dbar, s = sbar = 0.2 (ubar + dbar).
inline PdfModelOptions les_houches_options() {
  const auto power = [](const std::string& name, double a, double b, double c) {
    return PdfOptions{
        name, {}, PowerFormOptions{number(b), number(c), {}, {}}, amplitude(number(a))};
  };
  const CombinationFormOptions strange{
      {{"xubar", FactorKind::plain, number(0.2)}, {"xdbar", FactorKind::plain, number(0.2)}}};
  return {"herapdf",
          {power("xg", 1.7, -0.1, 5.0),
           power("xuv", 5.1072, 0.8, 3.0),
           power("xdv", 3.06432, 0.8, 4.0),
           power("xubar", 0.1939875, -0.1, 7.0),
           power("xdbar", 0.1939875, -0.1, 6.0),
           {"xs", {}, strange, {}}}};
}

/// Σ A x^B (1-x)^C of any number of terms, given as {A, B, C}.
inline PdfOptions sum_of_powers(const std::string& name,
                                const std::vector<std::array<double, 3>>& terms) {
  const auto shape = [](const std::array<double, 3>& term) {
    return JamShapeOptions{number(term[1]), number(term[2]), {}, {}};
  };
  JamFormOptions form{ShapeNorm::none, shape(terms[0]), {}};
  for (std::size_t k = 1; k < terms.size(); ++k)
    form.plus.push_back({number(terms[k][0]), shape(terms[k])});
  return {name, {}, form, amplitude(number(terms[0][0]))};
}

/// The Les Houches toy in the basis jam: the sea is dbar, ubar - dbar = -x dbar.
inline PdfModelOptions les_houches_in_jam() {
  const CombinationFormOptions strange{
      {{"xsea", FactorKind::plain, number(0.4)}, {"xubar", FactorKind::plain, number(0.2)}}};
  return {"jam",
          {sum_of_powers("xg", {{1.7, -0.1, 5.0}}),
           sum_of_powers("xuv", {{5.1072, 0.8, 3.0}}),
           sum_of_powers("xdv", {{3.06432, 0.8, 4.0}}),
           sum_of_powers("xsea", {{0.1939875, -0.1, 6.0}}),
           sum_of_powers("xubar", {{-0.1939875, 0.9, 6.0}}),
           sum_of_powers("xdbar", {{0.0, 1.0, 6.0}}),
           {"xssea", {}, strange, {}},
           sum_of_powers("xs", {{0.0, 1.0, 6.0}}),
           sum_of_powers("xsbar", {{0.0, 1.0, 6.0}})}};
}

/// The Les Houches toy in the evolution basis, with s = sbar = 0.2 (ubar + dbar).
inline PdfModelOptions les_houches_in_evolution() {
  constexpr double a = 0.1939875;
  const auto with = [](double dv, double ubar, double dbar) {
    std::vector<std::array<double, 3>> terms{{5.1072, 0.8, 3.0}, {3.06432 * dv, 0.8, 4.0}};
    if (ubar != 0.0) {
      terms.push_back({ubar * a, -0.1, 7.0});
      terms.push_back({dbar * a, -0.1, 6.0});
    }
    return terms;
  };
  return {"evolution",
          {sum_of_powers("xg", {{1.7, -0.1, 5.0}}), sum_of_powers("xSigma", with(1, 2.4, 2.4)),
           sum_of_powers("xV", with(1, 0, 0)), sum_of_powers("xV3", with(-1, 0, 0)),
           sum_of_powers("xV8", with(1, 0, 0)), sum_of_powers("xT3", with(-1, 2, -2)),
           sum_of_powers("xT8", with(1, 1.2, 1.2))}};
}

/// Throws if there is a problem.
inline PdfModel model(const PdfModelOptions& options, const ParameterSet& parameters) {
  Problems problems;
  PdfModel result(options, parameters, "card.yaml", problems);
  problems.throw_if_any(ExitCode::usage);
  return result;
}

/// n points from 1e-5 up to 0.9, even in ln x.
inline std::vector<double> sample_x(std::size_t n) {
  std::vector<double> x;
  for (std::size_t i = 0; i < n; ++i) {
    const double fraction = static_cast<double>(i) / static_cast<double>(n - 1);
    x.push_back(1e-5 * std::pow(0.9e5, fraction));
  }
  return x;
}

}  // namespace fitpack::examples
