#include "fitpack/result/result_file.hpp"

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/result_groups.hpp"

namespace fitpack {
namespace {

/// Throws unless the file says that it is a result in the version this program knows.
void check_format(const Hdf5File& file) {
  const std::string name = file.path().string();
  if (!file.has_attribute("/", "format") ||
      file.text_attribute("/", "format") != result_schema::format) {
    throw DataError(name + ": not a result of fitpack (it is HDF5, but without the attribute " +
                    "format = '" + result_schema::format + "'); give a result.h5 of 'fitpack fit'");
  }
  const std::int64_t version = file.integer_attribute("/", "format_version");
  if (version == result_schema::version) return;
  throw DataError(name + ": a result in version " + std::to_string(version) +
                  " of the format (this program reads version " +
                  std::to_string(result_schema::version) +
                  "); use the release of fitpack that wrote it, or repeat the fit");
}

}  // namespace

void write_result(const FitResult& result, const std::filesystem::path& path) {
  using namespace groups;
  Hdf5File file = Hdf5File::create(path);
  file.write_attribute("/", "format", result_schema::format);
  file.write_attribute("/", "format_version", result_schema::version);
  file.write_attribute("/", "title", result.title);
  file.write_text("/card", result.card);
  AttributeWriter fit(file, "/fit");
  result_schema::fit_attributes(fit, result);
  AttributeWriter provenance(file, "/provenance");
  result_schema::provenance_attributes(provenance, result.provenance);
  write_pairs(file, "/provenance/data", "file", "checksum", result.provenance.checksums);
  write_objective(file, result.objective);
  write_records(file, "/fit/datasets", result.datasets);
  write_event_samples(file, result);
  write_parameters(file, result);
  write_eigenvectors(file, result);
  write_records(file, "/shifts", result.shifts);
  write_predictions(file, result);
  write_scale_variations(file, result);
  write_records(file, "/history", result.history);
  write_validation(file, result);
  write_penalties(file, result);
  write_starts(file, result);
  write_records(file, "/timing", result.timing);
  write_profile(file, result);
  write_replicas(file, result);
  write_profiled(file, result.profiled);
  file.close();
}

FitResult read_result(const std::filesystem::path& path) {
  using namespace groups;
  using Checksum = std::pair<std::string, std::string>;
  const Hdf5File file = Hdf5File::open(path);
  check_format(file);
  FitResult result;
  result.title = file.text_attribute("/", "title");
  result.card = file.read_text("/card");
  AttributeReader fit(file, "/fit");
  result_schema::fit_attributes(fit, result);
  AttributeReader provenance(file, "/provenance");
  result_schema::provenance_attributes(provenance, result.provenance);
  result.provenance.checksums = read_pairs<Checksum>(file, "/provenance/data", "file", "checksum");
  result.datasets = read_records<DatasetChiSquare>(file, "/fit/datasets");
  read_objective(file, result);
  read_event_samples(file, result);
  read_parameters(file, result);
  read_eigenvectors(file, result);
  result.shifts = read_records<FittedShift>(file, "/shifts");
  read_predictions(file, result);
  read_scale_variations(file, result);
  result.history = read_records<IterationRecord>(file, "/history");
  read_validation(file, result);
  read_penalties(file, result);
  read_starts(file, result);
  result.timing = read_records<StageSeconds>(file, "/timing");
  read_profile(file, result);
  read_replicas(file, result);
  read_profiled(file, result.profiled);
  return result;
}

}  // namespace fitpack
