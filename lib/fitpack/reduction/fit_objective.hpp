#pragma once

#include <cstddef>
#include <span>

#include "fitpack/parameters/parameter_set.hpp"
#include "fitpack/reduction/block_evaluator.hpp"
#include "fitpack/reduction/local_model.hpp"

namespace fitpack {

enum class Want { value, gradient, model };

/// F(θ) as minimisers ask for it.
class FitObjective {
 public:
  virtual ~FitObjective() = default;

  [[nodiscard]] virtual const ParameterSet& parameters() const = 0;
  [[nodiscard]] std::size_t n_parameters() const { return parameters().n_free(); }
  [[nodiscard]] virtual std::size_t n_rows() const = 0;  ///< of all ranks
  [[nodiscard]] virtual double n_events() const = 0;     ///< of all samples, weighted ones by worth

  /// θ has n_parameters elements.
  [[nodiscard]] virtual LocalModel evaluate(std::span<const double> theta, Want want) = 0;
  /// The rows of evaluations from now on.
  virtual void select(RowSelection selection) = 0;
  /// Whether someone wished to stop, as of the last evaluation.
  [[nodiscard]] virtual bool stop_requested() const = 0;
};

}  // namespace fitpack
