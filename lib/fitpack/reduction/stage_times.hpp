#pragma once

#include <chrono>
#include <cstddef>

namespace fitpack {

/// Seconds this rank spent in each stage of the hot path, summed over evaluations.
struct StageTimes {
  double parametrisation = 0.0;  ///< f and ∂f/∂θ
  double products = 0.0;         ///< K f, K ∂f
  double rows = 0.0;             ///< residuals, weights, shifted rows
  double gram = 0.0;             ///< ΓᵀΓ
  double cholesky = 0.0;         ///< elimination of the shifts, at the root
  double projection = 0.0;       ///< ΓᵀJ, J - Γ A⁻¹ΓᵀJ
  double triangle = 0.0;         ///< QR of the rows and merges
  double events = 0.0;           ///< sums over single events, their gradient and information
  double communication = 0.0;  ///< what remains of the total: messages and waiting for other ranks
  std::size_t values = 0;      ///< evaluations of F alone
  std::size_t gradients = 0;   ///< evaluations of F and its gradient
  std::size_t models = 0;      ///< evaluations of F and its local model

  [[nodiscard]] double total() const {
    return parametrisation + products + rows + gram + cholesky + projection + triangle + events +
           communication;
  }
};

/// Adds the time of its life to a stage.
class StageClock {
 public:
  explicit StageClock(double& seconds)
      : seconds_(seconds), start_(std::chrono::steady_clock::now()) {}
  ~StageClock() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace fitpack
