#pragma once

#include <chrono>
#include <cstddef>

namespace fitpack {

/// What this rank spent in one stage.
struct StageTime {
  double seconds = 0.0;
  std::size_t calls = 0;
};

/// Stages of the hot path on this rank, summed over evaluations.
struct StageTimes {
  StageTime parametrisation;  ///< f and ∂f/∂θ
  StageTime products;         ///< K f, K ∂f
  StageTime rows;             ///< residuals, weights, shifted rows
  StageTime gram;             ///< ΓᵀΓ
  StageTime cholesky;         ///< elimination of the shifts, at the root
  StageTime projection;       ///< ΓᵀJ, J - Γ A⁻¹ΓᵀJ
  StageTime triangle;         ///< QR of the rows and merges
  StageTime communication;    ///< what remains of the total: messages and waiting for other ranks
  std::size_t values = 0;     ///< evaluations of F alone
  std::size_t models = 0;     ///< evaluations of F and its local model

  /// Seconds.
  [[nodiscard]] double total() const {
    return parametrisation.seconds + products.seconds + rows.seconds + gram.seconds +
           cholesky.seconds + projection.seconds + triangle.seconds + communication.seconds;
  }
};

/// Adds the time of its life to a stage.
class StageClock {
 public:
  explicit StageClock(StageTime& stage) : stage_(stage), start_(std::chrono::steady_clock::now()) {}
  ~StageClock() {
    stage_.seconds +=
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    ++stage_.calls;
  }
  StageClock(const StageClock&) = delete;
  StageClock& operator=(const StageClock&) = delete;

 private:
  StageTime& stage_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace fitpack
