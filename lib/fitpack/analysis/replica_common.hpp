#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "fitpack/analysis/analysis.hpp"
#include "fitpack/analysis/replica_run.hpp"
#include "fitpack/fit/minimiser.hpp"
#include "fitpack/result/replica_file.hpp"

namespace fitpack {

/// What the fits of all replicas of a run share, however they are done. Local.
class ReplicaCommon {
 public:
  /// `start`: θ at the minimum of the data. All must outlive the object.
  ReplicaCommon(const Analysis& analysis, std::vector<double> start, ReplicaKey key,
                const ReplicaOptions& options);

  [[nodiscard]] const ReplicaOptions& options() const { return options_; }
  /// Pseudo-data of all rows.
  [[nodiscard]] std::vector<double> outcome_of(std::size_t number) const;
  /// Networks begin with weights of their own, other forms at the minimum of the data.
  [[nodiscard]] std::vector<double> start_of(std::size_t number) const;
  /// All but the χ² of the data.
  [[nodiscard]] ReplicaFit fit_of(std::size_t number, const Minimum& minimum) const;
  /// Throws DataError where the file cannot be written.
  void write(const ReplicaFit& fit) const;

 private:
  const Analysis& analysis_;
  std::vector<double> start_;
  ReplicaKey key_;
  const ReplicaOptions& options_;
  std::vector<double> measured_;
  std::vector<std::string> free_names_;
};

/// A record on its way between ranks.
[[nodiscard]] std::vector<double> packed(const ReplicaRecord& record);
[[nodiscard]] ReplicaRecord unpacked(const std::vector<double>& numbers);

/// Throws Stopped, with what becomes of the replicas.
[[noreturn]] void throw_stopped();

}  // namespace fitpack
