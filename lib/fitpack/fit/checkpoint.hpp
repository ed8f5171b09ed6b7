#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "fitpack/core/logging.hpp"
#include "fitpack/fit/starts.hpp"

namespace fitpack {

/// When a running fit writes checkpoints by itself.
struct CheckpointSchedule {
  int iterations = 0;    ///< after so many changes of the state; 0: not for that
  double minutes = 5.0;  ///< after so long; 0: not for that
};

/// The checkpoints of one fit in the folder of its result: two files, `checkpoint-0.h5` and
/// `checkpoint-1.h5`, written in turn, so that the one before is whole whatever happens to the
/// newest. `identity` is the text of everything the fit depends on. One rank only.
class Checkpoints {
 public:
  Checkpoints(std::filesystem::path folder, std::string identity, CheckpointSchedule schedule,
              Logger logger);

  /// Whether `folder` holds a checkpoint, sound or not.
  [[nodiscard]] static bool exist_in(const std::filesystem::path& folder);
  /// When the newest was written; nothing without any.
  [[nodiscard]] static std::optional<std::filesystem::file_time_type> newest_time(
      const std::filesystem::path& folder);
  /// With what writers that were killed left behind.
  static void remove_from(const std::filesystem::path& folder);

  /// The newest sound checkpoint; nothing where the folder has none. A damaged one is reported and
  /// the other taken. Throws InputError where it belongs to another fit, DataError where all are
  /// damaged.
  [[nodiscard]] std::optional<FitState> read();

  /// Writes the state if it is time to. A failure is reported: it must not cost the fit.
  void offer(const FitState& state);
  /// Writes the state. Throws DataError where that fails.
  void write(const FitState& state);

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] bool due() const;

  std::filesystem::path folder_;
  std::string identity_;
  CheckpointSchedule schedule_;
  Logger logger_;
  std::int64_t next_sequence_ = 0;
  int changes_ = 0;  ///< since the last one written
  Clock::time_point last_ = Clock::now();
};

}  // namespace fitpack
