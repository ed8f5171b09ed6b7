#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fitpack/io/hdf5.hpp"
#include "fitpack/result/fit_result.hpp"
#include "fitpack/result/record_columns.hpp"
#include "fitpack/result/result_schema.hpp"

/// The groups of a result file, each written and read by a pair of functions; docs/formats.md says
/// what is in them. For result_file.cpp. Readers throw DataError where a group is not as expected;
/// groups that older files or other kinds of fits lack are left out without a word.
namespace fitpack::groups {

using records::AttributeReader;
using records::AttributeWriter;
using records::ColumnReader;
using records::ColumnWriter;
using records::place_in;

template <class Record>
void write_records(Hdf5File& file, const std::string& group, const std::vector<Record>& list) {
  ColumnWriter<Record> columns(file, group, list);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
}

template <class Record>
std::vector<Record> read_records(const Hdf5File& file, const std::string& group) {
  ColumnReader<Record> columns(file, group);
  result_schema::columns(columns, static_cast<const Record*>(nullptr));
  return std::move(columns).records();
}

template <class Pair>
void write_pairs(Hdf5File& file, const std::string& group, const char* first, const char* second,
                 const std::vector<Pair>& list) {
  ColumnWriter<Pair> columns(file, group, list);
  result_schema::pair_columns(columns, first, second, static_cast<const Pair*>(nullptr));
}

template <class Pair>
std::vector<Pair> read_pairs(const Hdf5File& file, const std::string& group, const char* first,
                             const char* second) {
  ColumnReader<Pair> columns(file, group);
  result_schema::pair_columns(columns, first, second, static_cast<const Pair*>(nullptr));
  return std::move(columns).records();
}

/// Throws DataError unless the matrix has this shape.
Hdf5Matrix read_matrix(const Hdf5File& file, const std::string& path, std::size_t rows,
                       std::size_t columns);

// What the fit found: parameters and their matrices, eigenvectors, starts, replicas.
void write_parameters(Hdf5File& file, const FitResult& result);
void read_parameters(const Hdf5File& file, FitResult& result);
void write_eigenvectors(Hdf5File& file, const FitResult& result);
void read_eigenvectors(const Hdf5File& file, FitResult& result);
void write_starts(Hdf5File& file, const FitResult& result);
void read_starts(const Hdf5File& file, FitResult& result);
void write_replicas(Hdf5File& file, const FitResult& result);
void read_replicas(const Hdf5File& file, FitResult& result);

// What was fitted and how well: rows, χ² definition, events, validation, penalties, added data.
void write_validation(Hdf5File& file, const FitResult& result);
void read_validation(const Hdf5File& file, FitResult& result);
void write_penalties(Hdf5File& file, const FitResult& result);
void read_penalties(const Hdf5File& file, FitResult& result);
void write_objective(Hdf5File& file, const ObjectiveRecord& objective);
void read_objective(const Hdf5File& file, FitResult& result);
void write_event_samples(Hdf5File& file, const FitResult& result);
void read_event_samples(const Hdf5File& file, FitResult& result);
void write_predictions(Hdf5File& file, const FitResult& result);
void read_predictions(const Hdf5File& file, FitResult& result);
void write_scale_variations(Hdf5File& file, const FitResult& result);
void read_scale_variations(const Hdf5File& file, FitResult& result);
void write_profiled(Hdf5File& file, const ProfiledData& profiled);
void read_profiled(const Hdf5File& file, ProfiledData& profiled);

// Where the time went.
void write_profile(Hdf5File& file, const FitResult& result);
void read_profile(const Hdf5File& file, FitResult& result);

}  // namespace fitpack::groups
