#pragma once

#include <span>
#include <vector>

#include "fitpack/cuda/source_terms.hpp"
#include "launch.hpp"

namespace fitpack::cuda {

template <class T>
void copy_in(std::span<const T> from, T* to, const Stream& stream) {
  if (from.empty()) return;
  check(cudaMemcpyAsync(to, from.data(), from.size_bytes(), cudaMemcpyHostToDevice, stream.get()),
        "a copy to the device");
}

template <class T>
void copy_out(const T* from, std::span<T> to, const Stream& stream) {
  if (to.empty()) return;
  check(cudaMemcpyAsync(to.data(), from, to.size_bytes(), cudaMemcpyDeviceToHost, stream.get()),
        "a copy from the device");
}

/// The data on the device.
struct ChiSquareTables {
  DeviceArray<double> value, stat, uncor, reference, compared;
  DeviceArray<double> data_set;  ///< rows × data sets: 1 where the row belongs to it
  DeviceArray<int> multiplicative, additive;
  DeviceArray<int> row_of_term, first, second;   ///< of SourceTerms
  DeviceArray<int> row_of_pair, column_of_pair;  ///< of the elements of a triangle
  DeviceArray<double> beta;                      ///< terms × sources

  ChiSquareTables(const BatchData& data, const SourceTerms& terms, const Stream& stream)
      : stream_(stream) {
    Columns columns = columns_of(data);
    value = upload(columns.value);
    stat = upload(columns.stat);
    uncor = upload(columns.uncor);
    reference = upload(columns.reference);
    compared = upload(columns.compared);
    data_set = upload(columns.data_set);
    multiplicative = upload(terms.multiplicative);
    additive = upload(terms.additive);
    row_of_term = upload(terms.row);
    first = upload(terms.first);
    second = upload(terms.second);
    beta = upload(terms.beta);
    std::vector<int> rows, triangle_columns;
    for (std::size_t j = 0; j < terms.n_sources; ++j)
      for (std::size_t k = j; k < terms.n_sources; ++k) {
        rows.push_back(static_cast<int>(j));
        triangle_columns.push_back(static_cast<int>(k));
      }
    row_of_pair = upload(rows);
    column_of_pair = upload(triangle_columns);
  }

 private:
  struct Columns {
    std::vector<double> value, stat, uncor, reference, compared, data_set;
  };

  static Columns columns_of(const BatchData& data) {
    Columns all;
    for (const MeasurementBlock& block : data.blocks)
      for (std::size_t i = 0; i < block.n_rows(); ++i) {
        all.value.push_back(block.value[i]);
        all.stat.push_back(block.stat[i]);
        all.uncor.push_back(block.uncor[i]);
        all.reference.push_back(block.reference.empty() ? block.value[i] : block.reference[i]);
        all.compared.push_back(block.compared(i));
        const std::size_t at = all.data_set.size();
        all.data_set.resize(at + data.n_data_sets, 0.0);
        all.data_set[at + block.data_set[i]] = 1.0;
      }
    return all;
  }

  /// The values must not go before they have arrived.
  template <class T>
  DeviceArray<T> upload(const std::vector<T>& values) const {
    DeviceArray<T> result(values.size());
    copy_in(std::span<const T>(values), result.data(), stream_);
    stream_.wait();
    return result;
  }

  const Stream& stream_;
};

}  // namespace fitpack::cuda
