#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include "fitpack/fit/minimiser.hpp"

namespace fitpack {

/// What one of many minimisations asks for.
struct ModelRequest {
  std::size_t task = 0;
  Want want = Want::model;
  std::vector<double> theta;
};

/// A minimisation that has ended.
struct EndedMinimisation {
  std::size_t task = 0;
  Minimum minimum;           ///< void after an error
  std::exception_ptr error;  ///< what `minimise` threw, such as InputError for a start without PDFs
};

/// What minimisations in lockstep ask for.
enum class Asking {
  for_both,   ///< values and models as `minimise` does: its minima to the bit, whatever F
  for_models  ///< models alone, whose F serves as value: fewer batches, for who makes them together
};

/// Many minimisations at once, each with an F of its own, for who evaluates many θ faster together
/// than one by one: all go on until each of them waits for an evaluation, then all get theirs.
/// Every one has the minimum of `minimise` alone, to the bit.
///
/// That is `minimise` itself, on a stack of its own, which stops where it asks for F. Knows of no
/// ranks and no devices. Levenberg-Marquardt on all rows (no split into training and validation); a
/// wish to stop is its owner's to see, who then asks no more.
class LockstepMinimiser {
 public:
  /// `n_rows`: of each F, FitObjective::n_rows.
  LockstepMinimiser(const ParameterSet& parameters, std::size_t n_rows,
                    const MinimiserOptions& options, Asking asking = Asking::for_both);
  ~LockstepMinimiser();
  LockstepMinimiser(const LockstepMinimiser&) = delete;
  LockstepMinimiser& operator=(const LockstepMinimiser&) = delete;

  [[nodiscard]] std::size_t size() const { return waiting_.size(); }  ///< under way
  /// `task`: its name in requests, different from those under way.
  void begin(std::size_t task, std::span<const double> start);
  /// What they wait for: one request of each, in the order in which they began.
  [[nodiscard]] std::vector<ModelRequest> requests() const;
  /// All go on with the answers to `requests`, in that order. Returns those that come to their end.
  std::vector<EndedMinimisation> answer(std::vector<LocalModel> models);

 private:
  class Minimisation;
  const ParameterSet& parameters_;
  std::size_t n_rows_;
  MinimiserOptions options_;
  Asking asking_;
  std::vector<std::unique_ptr<Minimisation>> waiting_;
};

}  // namespace fitpack
