#include "fitpack/result/replica_file.hpp"

#include <cstdio>

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/record_columns.hpp"

namespace fitpack {

namespace {

constexpr const char* format = "fitpack replica";
constexpr int version = 1;

template <class Attributes, class Key>
void key_attributes(Attributes& attribute, Key& key) {
  attribute("program", key.program);
  attribute("card", key.card);
  attribute("data", key.data);
  attribute("seed", key.seed);
  attribute("start", key.start);
}

template <class Attributes, class Fit>
void fit_attributes(Attributes& attribute, Fit& fit) {
  attribute("number", fit.record.number);
  attribute("status", fit.record.status);
  attribute("message", fit.message);
  attribute("chi2", fit.chi2.total);
  attribute("chi2_points", fit.chi2.points);
  attribute("chi2_correlated", fit.chi2.correlated);
  attribute("chi2_log_penalty", fit.chi2.log_penalty);
  attribute("chi2_prior", fit.chi2.prior);
  attribute("chi2_data", fit.record.chi2_data);
  attribute("iterations", fit.record.iterations);
}

/// Why a whole file is not one of this format; empty where it is.
std::string format_problem(const Hdf5File& file) {
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != format)
    return "it is no replica of fitpack";
  const std::int64_t found = file.integer_attribute("/", "format_version");
  if (found == version) return {};
  return "it is in version " + std::to_string(found) +
         " of the format, this program writes version " + std::to_string(version);
}

/// Which part of the key differs; empty where none does.
std::string key_problem(const ReplicaKey& found, const ReplicaKey& wanted) {
  if (found.program != wanted.program)
    return "it is from another program (" + found.program + ", this is " + wanted.program + ")";
  if (found.card != wanted.card) return "it is from a run with another card";
  if (found.data != wanted.data) return "it is from a run with other data files";
  if (found.seed != wanted.seed)
    return "it is from a run with seed " + found.seed + ", this has " + wanted.seed;
  if (found.start != wanted.start)
    return "it is from a run whose fit to the data ended at other parameters";
  return {};
}

ReplicaFit read_fit(const Hdf5File& file) {
  ReplicaFit fit;
  records::AttributeReader attributes(file, "/fit");
  fit_attributes(attributes, fit);
  fit.record.chi2 = fit.chi2.total;
  fit.free_names = file.read_texts("/free_names");
  fit.record.theta = file.read_numbers("/theta");
  if (fit.record.theta.size() != fit.free_names.size())
    throw DataError("its parameters and their names differ in number");
  return fit;
}

}  // namespace

std::filesystem::path replica_path(const std::filesystem::path& folder, std::size_t number) {
  char name[64];
  std::snprintf(name, sizeof name, "replica_%04zu.h5", number);
  return folder / name;
}

void write_replica(const ReplicaFit& fit, const ReplicaKey& key,
                   const std::filesystem::path& path) {
  Hdf5File file = Hdf5File::create(path);
  file.write_attribute("/", "format", format);
  file.write_attribute("/", "format_version", version);
  records::AttributeWriter key_writer(file, "/key");
  key_attributes(key_writer, key);
  records::AttributeWriter fit_writer(file, "/fit");
  fit_attributes(fit_writer, fit);
  file.write_texts("/free_names", fit.free_names);
  file.write_numbers("/theta", fit.record.theta);
  file.close();
}

ReplicaOnDisk find_replica(const std::filesystem::path& path, std::size_t number,
                           const ReplicaKey& key) {
  ReplicaOnDisk found;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return found;
  try {
    const Hdf5File file = Hdf5File::open(path);
    found.problem = format_problem(file);
    if (found.problem.empty()) {
      ReplicaKey its_key;
      records::AttributeReader attributes(file, "/key");
      key_attributes(attributes, its_key);
      found.problem = key_problem(its_key, key);
    }
    found.state = ReplicaOnDisk::State::foreign;
    if (!found.problem.empty()) return found;
    found.fit = read_fit(file);
    if (found.fit.record.number == number)
      found.state = ReplicaOnDisk::State::usable;
    else
      found.problem = "it holds replica " + std::to_string(found.fit.record.number);
  } catch (const Error& error) {
    found.state = ReplicaOnDisk::State::damaged;
    found.problem = error.what();
  }
  return found;
}

}  // namespace fitpack
