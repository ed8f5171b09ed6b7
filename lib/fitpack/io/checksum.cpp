#include "fitpack/io/checksum.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "fitpack/core/error.hpp"

namespace fitpack {

Checksum& Checksum::add_bytes(std::span<const std::byte> bytes) {
  constexpr std::uint64_t prime = 1099511628211ULL;
  for (const std::byte byte : bytes) {
    state_ = (state_ ^ std::to_integer<std::uint64_t>(byte)) * prime;
  }
  return *this;
}

Checksum& Checksum::add_text(std::string_view text) {
  return add_bytes(std::as_bytes(std::span(text)));
}

Checksum& Checksum::add_numbers(std::span<const double> numbers) {
  return add_bytes(std::as_bytes(numbers));
}

std::string Checksum::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(16, '0');
  for (std::size_t i = 0; i < text.size(); ++i) text[15 - i] = digits[(state_ >> (4 * i)) & 15U];
  return text;
}

namespace {

constexpr std::size_t chunk_size = std::size_t{1} << 20U;

/// Some devices never end.
std::string read_device(std::istream& stream, const std::filesystem::path& path) {
  constexpr std::size_t most = std::size_t{64} << 20U;
  std::string content;
  for (int c = stream.get(); c != std::istream::traits_type::eof(); c = stream.get()) {
    if (content.size() == most)
      throw DataError(path.string() + ": cannot be read (a device without end); name a file");
    content.push_back(static_cast<char>(c));
  }
  return content;
}

}  // namespace

std::string file_checksum(const std::filesystem::path& path) {
  return Checksum().add_text(read_text_file(path)).hex();
}

std::string read_text_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(path.string() + ": cannot be read (it is a folder); name a file");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw DataError(path.string() + ": cannot be read (" + std::strerror(errno) +
                    "); check the path and its permissions");
  }
  if (std::filesystem::is_character_file(path, ignored)) return read_device(stream, path);
  std::string content;
  for (std::string chunk(chunk_size, '\0'); stream;) {
    stream.read(chunk.data(), chunk_size);
    content.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) throw DataError(path.string() + ": reading failed halfway; check the disk");
  return content;
}

}  // namespace fitpack
