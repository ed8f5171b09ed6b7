#pragma once

#include <vector>

#include "chi_square_kernels.hpp"
#include "fitpack/cuda/source_terms.hpp"
#include "queue.hpp"

namespace fitpack::cuda {

/// The data on the device.
struct ChiSquareTables {
  DeviceArray<double> value, stat, uncor, reference, compared;
  DeviceArray<double> data_set;  ///< rows × data sets: 1 where the row belongs to it
  DeviceArray<int> multiplicative, additive;

  ChiSquareTables(const BatchData& data, const SourceTerms& terms, const Queue& queue)
      : n_rows_(terms.n_rows), n_terms_(terms.n_terms()), options_(data.chi_square) {
    const Columns columns = columns_of(data);
    value = queue.upload(columns.value);
    stat = queue.upload(columns.stat);
    uncor = queue.upload(columns.uncor);
    reference = queue.upload(columns.reference);
    compared = queue.upload(columns.compared);
    data_set = queue.upload(columns.data_set);
    multiplicative = queue.upload(terms.multiplicative);
    additive = queue.upload(terms.additive);
  }

  /// Compared with the data, or with what the caller has, sets `stride` apart.
  [[nodiscard]] RowTables rows() const { return rows(compared.data(), 0); }
  [[nodiscard]] RowTables rows(const double* with, std::size_t stride) const {
    return {value.data(),          stat.data(),     uncor.data(), reference.data(), with,    stride,
            multiplicative.data(), additive.data(), n_rows_,      n_terms_,         options_};
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

  std::size_t n_rows_, n_terms_;
  ChiSquareOptions options_;
};

}  // namespace fitpack::cuda
