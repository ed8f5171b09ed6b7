#pragma once

#include <filesystem>

namespace fitpack {

/// A folder that appears whole or not at all: files go to a temporary folder beside it, which takes
/// the target's name only in `commit`. An older folder of that name is replaced as a whole.
/// Errors (parent missing, not writable, target is a file): DataError. Local: call it on one rank.
class AtomicFolder {
 public:
  /// Creates the temporary folder.
  explicit AtomicFolder(const std::filesystem::path& target);
  /// Removes the temporary folder unless committed.
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  /// Where the files go before `commit`.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Gives the folder its name. The files in it must have been written to the disk.
  void commit();

 private:
  void replace_in_steps();
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

}  // namespace fitpack
