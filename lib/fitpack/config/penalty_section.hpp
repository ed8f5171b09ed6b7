#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/pdf/flavour_basis.hpp"

namespace fitpack {

/// λ Σ min(0, v)² over quantities v at points x.
struct PositivityOptions {
  double weight = 1e4;          ///< λ
  std::vector<std::string> of;  ///< names of pdf_quantity, or "F2", "FL" of photon exchange
  std::vector<double> x;
  double q2 = 5.0;  ///< scale of F2 and FL, GeV²
};

/// λ Σ (x^p f)² over quantities x f at points x: f is no more singular than x^{−p} there.
struct IntegrabilityOptions {
  double weight = 1e2;          ///< λ
  std::vector<std::string> of;  ///< names of pdf_quantity
  std::vector<double> x;
  double power = 1.0;  ///< p
};

/// Terms of χ² beside the data.
struct PenaltyOptions {
  std::optional<PositivityOptions> positivity;
  std::optional<IntegrabilityOptions> integrability;
};

/// Names of structure functions that positivity knows.
[[nodiscard]] const std::vector<std::string>& positive_structure_functions();

/// Reads the section `penalties`. Problems: unknown quantities, weights that are not positive, x
/// outside [x_min, 1).
void read_penalty_section(const YamlReader& section, const FlavourBasis& basis, double x_min,
                          PenaltyOptions& penalties);
void write_penalty_section(const PenaltyOptions& penalties, std::string& out);
void document_penalty_section(std::vector<KeyDoc>& docs);

}  // namespace fitpack
