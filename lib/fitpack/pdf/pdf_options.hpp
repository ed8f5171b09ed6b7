#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fitpack {

/// A number, or a parameter by its name.
struct Coefficient {
  double number = 0.0;
  std::string parameter;  ///< empty: the number counts

  bool operator==(const Coefficient&) const = default;
};

/// What fixes the amplitude A of a PDF.
enum class AmplitudeRule {
  coefficient,   ///< A is a number or a parameter
  number_sum,    ///< ∫ dx f(x) = target
  momentum_sum,  ///< ∫ dx x (Σ + g) = 1 over all partons
};

struct AmplitudeOptions {
  AmplitudeRule rule = AmplitudeRule::coefficient;
  double target = 1.0;      ///< of a number sum rule
  Coefficient coefficient;  ///< of AmplitudeRule::coefficient

  bool operator==(const AmplitudeOptions&) const = default;
};

/// A' x^B' (1-x)^C', subtracted.
struct SubtractedTermOptions {
  Coefficient a, b, c;

  bool operator==(const SubtractedTermOptions&) const = default;
};

/// A x^B (1-x)^C (1 + Σ_k P_k x^k), optionally minus a second term.
struct PowerFormOptions {
  AmplitudeOptions a;
  Coefficient b, c;
  std::vector<Coefficient> polynomial;  ///< P_1, P_2, …: D and E of HERAPDF
  std::optional<SubtractedTermOptions> minus;

  bool operator==(const PowerFormOptions&) const = default;
};

/// How a coefficient p enters a linear combination.
enum class FactorKind {
  plain,  ///< p
  odds,   ///< p / (1 - p), p a fraction: xs = fs/(1-fs) xdbar
};

struct CombinationTermOptions {
  std::string pdf;
  FactorKind kind = FactorKind::plain;
  Coefficient factor{1.0, {}};

  bool operator==(const CombinationTermOptions&) const = default;
};

/// Σ factor · (another PDF).
struct CombinationFormOptions {
  std::vector<CombinationTermOptions> terms;

  bool operator==(const CombinationFormOptions&) const = default;
};

struct PdfOptions {
  std::string name;   ///< a function of the basis
  std::string place;  ///< where it stands, for messages: "card.yaml:23: pdfs.xg"
  std::variant<PowerFormOptions, CombinationFormOptions> form;
};

struct PdfModelOptions {
  std::string basis = "herapdf";
  std::vector<PdfOptions> pdfs;
};

}  // namespace fitpack
