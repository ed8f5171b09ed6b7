#include "fitpack/kernel/kernel_cache.hpp"

#include "fitpack/core/error.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/hdf5.hpp"

namespace fitpack {

namespace {

constexpr const char* rows_path = "/rows";
constexpr const char* key_path = "/key";
constexpr const char* checksum_name = "checksum";

std::string rows_checksum(std::span<const double> rows) {
  return Checksum().add_numbers(rows).hex();
}

}  // namespace

std::filesystem::path KernelCache::file(const std::string& key) const {
  return folder_ / ("kernel-" + Checksum().add_text(key).hex() + ".h5");
}

bool KernelCache::has(const std::string& key) const {
  std::error_code ignored;
  return !folder_.empty() && std::filesystem::exists(file(key), ignored);
}

std::optional<std::vector<double>> KernelCache::load(const std::string& key, std::size_t n_rows,
                                                     std::size_t n_columns) const {
  if (folder_.empty()) return std::nullopt;
  const std::filesystem::path path = file(key);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  try {
    const Hdf5File cached = Hdf5File::open(path);
    if (cached.read_text(key_path) != key) throw DataError("it belongs to other settings");
    Hdf5Matrix rows = cached.read_matrix(rows_path);
    if (rows.rows != n_rows || rows.columns != n_columns) throw DataError("its shape is wrong");
    if (cached.text_attribute(rows_path, checksum_name) != rows_checksum(rows.values))
      throw DataError("its checksum does not match");
    return std::move(rows.values);
  } catch (const Error& error) {
    logger_->warn("kernel cache file {} cannot be used ({}); the kernel is built again",
                  path.string(), error.what());
    return std::nullopt;
  }
}

void KernelCache::store(const std::string& key, std::span<const double> rows, std::size_t n_rows,
                        std::size_t n_columns) {
  if (folder_.empty() || !can_write_) return;
  const std::filesystem::path path = file(key);
  try {
    std::error_code failure;
    std::filesystem::create_directories(folder_, failure);
    if (failure)
      throw DataError("folder " + folder_.string() + " cannot be made: " + failure.message());
    Hdf5File cached = Hdf5File::create(path);
    cached.write_text(key_path, key);
    cached.write_matrix(rows_path, rows, n_rows, n_columns);
    cached.write_attribute(rows_path, checksum_name, rows_checksum(rows));
    cached.close();
  } catch (const Error& error) {
    can_write_ = false;
    logger_->warn(
        "kernels are not kept for the next run ({}); set cache.folder to a folder that can be "
        "written, or cache.enabled: false",
        error.what());
  }
}

}  // namespace fitpack
