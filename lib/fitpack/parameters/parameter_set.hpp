#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"

namespace fitpack {

/// Gaussian prior: adds ((p - mean)/sigma)^2 to the χ².
struct GaussianPrior {
  double mean = 0.0;
  double sigma = 1.0;
};

/// Who names a parameter: the run card, or a network its weights.
enum class ParameterOrigin { card, network };

/// One named parameter as the run card gives it.
struct Parameter {
  std::string name;
  double start = 0.0;
  double step = 0.0;  ///< typical size of a change; scatter of starts; 0: 10 % of the start value
  std::optional<double> lower;
  std::optional<double> upper;
  bool fixed = false;
  std::optional<GaussianPrior> prior;
  ParameterOrigin origin = ParameterOrigin::card;

  /// The value, or the bound it lies beyond.
  [[nodiscard]] double into_bounds(double value) const {
    if (lower && value < *lower) return *lower;
    return upper && value > *upper ? *upper : value;
  }
};

/// The parameters of a fit, shared by name between PDFs. θ is the vector of the free ones, in the
/// order of the card; "all values" is the vector of every parameter, in the same order.
class ParameterSet {
 public:
  ParameterSet() = default;
  /// `place` names the card in messages. Problems: duplicate names, start outside the bounds,
  /// lower >= upper, sigma <= 0, values that are not finite.
  ParameterSet(std::vector<Parameter> parameters, const std::string& place, Problems& problems);

  [[nodiscard]] std::size_t size() const { return parameters_.size(); }
  [[nodiscard]] std::size_t n_free() const { return free_.size(); }
  [[nodiscard]] const Parameter& operator[](std::size_t i) const { return parameters_[i]; }
  [[nodiscard]] const Parameter& free(std::size_t p) const { return parameters_[free_[p]]; }
  /// Position among all parameters; nullopt where the name is unknown.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const;
  /// Position of parameter i in θ; nullopt where it is fixed.
  [[nodiscard]] std::optional<std::size_t> free_index(std::size_t i) const;
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::vector<double> start_values() const;  ///< θ at the start
  [[nodiscard]] std::vector<double> steps() const;         ///< per component of θ
  [[nodiscard]] std::vector<double> all_values(std::span<const double> theta) const;

 private:
  std::vector<Parameter> parameters_;
  std::vector<std::size_t> free_;
};

}  // namespace fitpack
