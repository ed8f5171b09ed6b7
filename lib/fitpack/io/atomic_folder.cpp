#include "fitpack/io/atomic_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "fitpack/core/error.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, const char* action, int code) {
  throw DataError(path.string() + ": " + action + " (" + std::strerror(code) + "); " +
                  (code == ENOENT ? "create the folder above it first"
                                  : "choose a place you may write to, with space left"));
}

/// Host and process in the name keep the runs of a shared file system apart.
fs::path beside(const fs::path& target) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
  return target.string() + ".tmp." + host.data() + "." + std::to_string(getpid());
}

fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

}  // namespace

AtomicFolder::AtomicFolder(const fs::path& target)
    : target_(without_trailing_slash(target)), temporary_(beside(target_)) {
  std::error_code error;
  if (fs::exists(target_, error) && !fs::is_directory(target_, error))
    fail(target_, "cannot be written, it is a file", ENOTDIR);
  fs::remove_all(temporary_, error);  // of a process of the same number that was killed
  if (!fs::create_directory(temporary_, error)) fail(target_, "cannot be created", error.value());
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void AtomicFolder::commit() {
  if (::rename(temporary_.c_str(), target_.c_str()) == 0) {
    temporary_.clear();
    return;
  }
  if (errno != ENOTEMPTY && errno != EEXIST) fail(target_, "cannot be replaced", errno);
  // An older folder is exchanged, so that the name never lacks a folder, and then removed.
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0)
    return;
  if (errno != EINVAL && errno != ENOSYS) fail(target_, "cannot be replaced", errno);
  replace_in_steps();  // file systems that cannot exchange
}

void AtomicFolder::replace_in_steps() {
  const fs::path old = temporary_.string() + ".old";
  if (::rename(target_.c_str(), old.c_str()) != 0) fail(target_, "cannot be replaced", errno);
  const fs::path fresh = std::exchange(temporary_, old);
  if (::rename(fresh.c_str(), target_.c_str()) != 0) fail(target_, "cannot be replaced", errno);
}

}  // namespace fitpack
