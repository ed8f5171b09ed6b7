#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace fitpack {

/// FNV-1a, 64 bit: tells damaged or changed input from the original. Not meant against malice.
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, draft-eastlake-fnv.
class Checksum {
 public:
  Checksum& add_bytes(std::span<const std::byte> bytes);
  Checksum& add_text(std::string_view text);
  /// The bits of the numbers, in memory order.
  Checksum& add_numbers(std::span<const double> numbers);
  [[nodiscard]] std::uint64_t value() const { return state_; }
  /// 16 hexadecimal digits.
  [[nodiscard]] std::string hex() const;

 private:
  std::uint64_t state_ = 14695981039346656037ULL;
};

/// Checksum of the content of a file, as 16 hexadecimal digits. Throws DataError if unreadable.
std::string file_checksum(const std::filesystem::path& path);

/// The whole content of a file. Throws DataError if it is missing, a folder or unreadable.
std::string read_text_file(const std::filesystem::path& path);

}  // namespace fitpack
