#include "fitpack/io/file_seal.hpp"

#include <string_view>

#include "fitpack/core/error.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {

namespace {

constexpr std::string_view seal_mark = "fitpack checksum ";

std::string seal_of(std::string_view image) {
  return std::string(seal_mark) + Checksum().add_text(image).hex() + "\n";
}

}  // namespace

std::string sealed(std::string image) {
  std::string seal = seal_of(image);
  seal.resize(seal_length, '\n');
  image.insert(0, seal);
  return image;
}

void check_seal(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  if (!bytes.starts_with(seal_mark)) return;
  if (bytes.size() > seal_length &&
      bytes.starts_with(seal_of(std::string_view(bytes).substr(seal_length))))
    return;
  throw DataError(path.string() +
                  ": not a readable HDF5 file, or damaged (its checksum does not match)");
}

}  // namespace fitpack
