#pragma once

namespace fitpack {

enum class MinimiserKind {
  levenberg_marquardt,  ///< on the local model, with Gauss-Newton curvature
  lbfgs                 ///< on the gradient alone, with a history of steps
};

/// Splitting the data into rows that train and rows that validate.
struct ValidationOptions {
  double training_fraction = 1.0;  ///< of every data set; 1: no split
  /// The fit ends after so many accepted iterations without a lower χ² of the validation rows.
  int patience = 15;
  int seed = 1;  ///< of the split

  [[nodiscard]] bool splits() const { return training_fraction < 1.0; }
};

/// How to minimise and when to end.
struct MinimiserOptions {
  MinimiserKind minimiser = MinimiserKind::levenberg_marquardt;
  int max_iterations = 200;
  /// Converged once the model predicts that F = χ²/2 can drop by less than this.
  double decrease_tolerance = 1e-10;
  /// Converged once no component of the gradient of F, in units of the steps, exceeds this.
  double gradient_tolerance = 1e-8;
  ValidationOptions validation;
};

}  // namespace fitpack
