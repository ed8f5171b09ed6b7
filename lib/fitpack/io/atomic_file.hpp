#pragma once

#include <filesystem>
#include <span>
#include <string_view>

namespace fitpack {

/// A file that appears whole or not at all: bytes go to a temporary file in the same folder, which
/// takes the target's name only in `commit`. Until then an older file of that name stays as it was.
/// A target that exists and is no regular file (a pipe, a device) is written directly.
/// Errors (folder missing, not writable, disk full): DataError with path, reason and suggestion.
/// Local: call it on one rank.
class AtomicFile {
 public:
  /// Creates the temporary file.
  explicit AtomicFile(const std::filesystem::path& target);
  /// Removes the temporary file unless committed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Where a library that opens files by name should write.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// Appends to the temporary file.
  void write(std::string_view bytes);
  /// Flushes to the disk and gives the file its name.
  void commit();

 private:
  [[nodiscard]] bool direct() const { return temporary_ == target_; }
  void open_temporary();
  void close_descriptor();

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  bool finished_ = false;
};

/// Replaces the content of `path` whole or not at all.
void write_file_atomically(const std::filesystem::path& path, std::string_view content);

/// Removes temporary files in a folder that processes of this machine left behind when they were
/// killed. Those of living processes and of other machines stay. Errors are ignored.
void remove_abandoned_temporaries(const std::filesystem::path& folder);

/// Throws DataError unless a file could be written at `path`; for asking before long work.
void check_writable(const std::filesystem::path& path);

}  // namespace fitpack
