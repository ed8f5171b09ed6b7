#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace fitpack {

/// Bytes of a seal.
inline constexpr std::size_t seal_length = 512;

/// Files that begin with the checksum of what follows. HDF5 is no match for damage: it may read
/// wrong numbers or crash. It skips a "user block" of 512 bytes at the beginning of a file, which
/// is where the seal goes. `image`: the content without a seal; returns it with one, without
/// a copy where it has room for it.
std::string sealed(std::string image);

/// Throws DataError where a sealed file is not as it was written. Files of other programs have no
/// seal and pass.
void check_seal(const std::filesystem::path& path);

}  // namespace fitpack
