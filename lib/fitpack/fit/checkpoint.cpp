#include "fitpack/fit/checkpoint.hpp"

#include <algorithm>
#include <sstream>
#include <system_error>
#include <utility>

#include "fitpack/core/error.hpp"
#include "fitpack/fit/checkpoint_file.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

constexpr int generations = 2;

fs::path file_of(const fs::path& folder, std::int64_t sequence) {
  return folder / ("checkpoint-" + std::to_string(sequence % generations) + ".h5");
}

/// The first line in which two texts differ, as either has it.
std::pair<std::string, std::string> first_difference(const std::string& a, const std::string& b) {
  std::istringstream one(a), two(b);
  std::string left, right;
  while (true) {
    const bool more_left = static_cast<bool>(std::getline(one, left));
    const bool more_right = static_cast<bool>(std::getline(two, right));
    if (!more_left && !more_right) return {};
    if (!more_left) left = "nothing";
    if (!more_right) right = "nothing";
    if (left != right) break;
  }
  const auto trimmed = [](const std::string& text) {
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
  };
  return {trimmed(left), trimmed(right)};
}

void require_same_fit(const CheckpointFile& found, const std::string& identity,
                      const fs::path& folder) {
  if (found.identity == identity) return;
  const auto [there, here] = first_difference(found.identity, identity);
  throw InputError("the checkpoint in " + folder.string() + " is of another fit (it has '" + there +
                   "' where this one has '" + here +
                   "'); resume with the same card, data and options, or use --force without "
                   "--resume to start anew");
}

}  // namespace

Checkpoints::Checkpoints(fs::path folder, std::string identity, CheckpointSchedule schedule,
                         Logger logger)
    : folder_(std::move(folder)),
      identity_(std::move(identity)),
      schedule_(schedule),
      logger_(std::move(logger)) {}

bool Checkpoints::exist_in(const fs::path& folder) { return newest_time(folder).has_value(); }

std::optional<fs::file_time_type> Checkpoints::newest_time(const fs::path& folder) {
  std::optional<fs::file_time_type> newest;
  for (int k = 0; k < generations; ++k) {
    std::error_code missing;
    const fs::file_time_type time = fs::last_write_time(file_of(folder, k), missing);
    if (!missing) newest = std::max(newest.value_or(time), time);
  }
  return newest;
}

void Checkpoints::remove_from(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> leftovers;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename().string();
    for (int k = 0; k < generations; ++k) {
      const std::string target = file_of({}, k).string();
      if (name == target || name.starts_with(target + ".tmp.")) leftovers.push_back(entry.path());
    }
  }
  for (const fs::path& path : leftovers) fs::remove(path, failure);
}

std::optional<FitState> Checkpoints::read() {
  std::optional<CheckpointFile> newest;
  std::string damage;
  for (int k = 0; k < generations; ++k) {
    const fs::path path = file_of(folder_, k);
    std::error_code failure;
    if (!fs::exists(path, failure)) continue;
    try {
      CheckpointFile found = read_checkpoint(path);
      if (!newest || found.sequence > newest->sequence) newest = std::move(found);
    } catch (const Error& error) {
      damage += (damage.empty() ? "" : "; ") + std::string(error.what());
    }
  }
  if (!newest && damage.empty()) return std::nullopt;
  if (!newest)
    throw DataError("no checkpoint in " + folder_.string() + " can be read (" + damage +
                    "); use --force without --resume to start anew");
  if (!damage.empty()) logger_->warn("{}; going on from the checkpoint beside it", damage);
  require_same_fit(*newest, identity_, folder_);
  next_sequence_ = newest->sequence + 1;
  return std::move(newest->state);
}

bool Checkpoints::due() const {
  const std::chrono::duration<double, std::ratio<60>> minutes = Clock::now() - last_;
  return (schedule_.iterations > 0 && changes_ >= schedule_.iterations) ||
         (schedule_.minutes > 0.0 && minutes.count() >= schedule_.minutes);
}

void Checkpoints::offer(const FitState& state) {
  ++changes_;
  if (!due()) return;
  try {
    write(state);
  } catch (const Error& error) {
    logger_->warn("no checkpoint: {}; the fit goes on", error.what());
    changes_ = 0;
    last_ = Clock::now();
  }
}

void Checkpoints::write(const FitState& state) {
  write_checkpoint({identity_, next_sequence_, state}, file_of(folder_, next_sequence_));
  ++next_sequence_;
  changes_ = 0;
  last_ = Clock::now();
}

}  // namespace fitpack
