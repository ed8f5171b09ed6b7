#include "fitpack/io/atomic_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

std::string suggestion_for(int code) {
  switch (code) {
    case ENOENT:
    case ENOTDIR:
      return "create the folder first";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a place you may write to";
    case EISDIR:
      return "name a file, not a folder";
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free some space or choose another disk";
    default:
      return "check the disk and the path";
  }
}

[[noreturn]] void fail(const fs::path& path, const std::string& action, int code) {
  throw DataError(path.string() + ": " + action + " (" + std::strerror(code) + "); " +
                  suggestion_for(code));
}

/// What follows the target in the names of temporary files of this machine.
std::string temporary_mark() {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return std::string(".tmp.") + host.data() + ".";
}

/// Host and process in the name keep the runs of a shared file system apart.
fs::path temporary_name(const fs::path& target, int attempt) {
  return target.string() + temporary_mark() + std::to_string(getpid()) + "." +
         std::to_string(attempt);
}

/// Whether a name is that of a temporary file whose process has ended.
bool is_abandoned(const std::string& name) {
  const std::string mark = temporary_mark();
  const std::size_t at = name.rfind(mark);
  if (at == std::string::npos) return false;
  int process = 0, attempt = 0, length = 0;
  const std::string numbers = name.substr(at + mark.size());
  if (std::sscanf(numbers.c_str(), "%d.%d%n", &process, &attempt, &length) != 2 ||
      static_cast<std::size_t>(length) != numbers.size() || process <= 0)
    return false;
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

bool is_special(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

/// A link stays a link: its destination is what is replaced.
fs::path resolve_link(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path resolved = fs::weakly_canonical(path, error);
  return error ? path : resolved;
}

/// Makes the data, or the new name in a folder, survive a crash of the machine.
int synchronise(int descriptor) {
  const bool failed = fsync(descriptor) != 0;
  // Pipes and devices cannot be synchronised, which is no error.
  return failed && errno != EINVAL && errno != EROFS && errno != ENOTSUP ? errno : 0;
}

void synchronise_folder(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // the data are safe; only the name might be lost in a crash
  static_cast<void>(fsync(descriptor));
  ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(const fs::path& target) : target_(resolve_link(target)) {
  std::error_code error;
  if (target_.filename().empty() || fs::is_directory(target_, error)) {
    fail(target_, "cannot be written", EISDIR);
  }
  open_temporary();
}

AtomicFile::~AtomicFile() {
  close_descriptor();
  if (!finished_ && !direct()) ::unlink(temporary_.c_str());
}

void AtomicFile::open_temporary() {
  constexpr int mode = 0666;  // the user's umask decides
  if (is_special(target_)) {
    temporary_ = target_;
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
      temporary_ = temporary_name(target_, attempt);
      descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
      if (descriptor_ < 0 && errno != EEXIST) break;
    }
  }
  if (descriptor_ < 0) fail(target_, "cannot be written", errno);
}

void AtomicFile::close_descriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void AtomicFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(target_, "writing failed", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void AtomicFile::commit() {
  if (const int code = synchronise(descriptor_); code != 0) {
    fail(target_, "writing failed", code);
  }
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  // Network file systems report a full disk as late as here.
  if (closed != 0) fail(target_, "writing failed", errno);
  if (!direct()) {
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
      fail(target_, "cannot be replaced", errno);
    }
    finished_ = true;
    synchronise_folder(target_);
  }
  finished_ = true;
}

void write_file_atomically(const fs::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

void remove_abandoned_temporaries(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> abandoned;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
    if (is_abandoned(entry.path().filename().string())) abandoned.push_back(entry.path());
  for (const fs::path& path : abandoned) fs::remove(path, ignored);
}

void check_writable(const fs::path& path) { const AtomicFile probe(path); }

}  // namespace fitpack
