#pragma once

#include <algorithm>
#include <utility>

#include "chi_square_kernels.hpp"
#include "fitpack/cuda/source_terms.hpp"
#include "queue.hpp"
#include "shift_kernels.hpp"

namespace fitpack::cuda {

/// The correlated sources on the device, and what many sets do with them: products with β and with
/// the table of pairs, and factors of A = 1 + ΓᵀΓ. See SourceTerms.
class SourceProducts {
 public:
  SourceProducts(SourceTerms terms, Queue& queue)
      : queue_(queue),
        terms_(std::move(terms)),
        row_of_term_(queue.upload(terms_.row)),
        first_(queue.upload(terms_.first)),
        second_(queue.upload(terms_.second)),
        beta_(queue.upload(terms_.beta)) {
    std::vector<int> rows, columns;
    for (std::size_t j = 0; j < terms_.n_sources; ++j)
      for (std::size_t k = j; k < terms_.n_sources; ++k) {
        rows.push_back(static_cast<int>(j));
        columns.push_back(static_cast<int>(k));
      }
    row_of_pair_ = queue.upload(rows);
    column_of_pair_ = queue.upload(columns);
  }

  [[nodiscard]] const SourceTerms& terms() const { return terms_; }
  [[nodiscard]] bool empty() const { return terms_.n_terms() == 0; }
  [[nodiscard]] const int* row_of_term() const { return row_of_term_.data(); }

  /// Makes room for lines of the table of pairs: for all, then they stay, or for parts.
  void load_pairs(std::size_t lines) {
    pairs_ = DeviceArray<double>(lines * terms_.triangle());
    if (lines == terms_.n_pairs()) fill_pairs(0, lines);
  }
  void drop_pairs() { pairs_ = {}; }

  /// β v of every term, for n vectors v over the sources.
  void spread(const DeviceArray<double>& vectors, std::size_t n, DeviceArray<double>& out) {
    queue_.multiply({vectors.data(), n, n_sources(), n_sources()},
                    {beta_.data(), n_terms(), n_sources(), n_sources()}, Transposed::yes,
                    {out.data(), n, n_terms(), n_terms()});
  }
  /// βᵀ v, for n vectors v over the terms.
  void collect(const DeviceArray<double>& vectors, std::size_t n, DeviceArray<double>& out) {
    queue_.multiply({vectors.data(), n, n_terms(), n_terms()},
                    {beta_.data(), n_terms(), n_sources(), n_sources()}, Transposed::no,
                    {out.data(), n, n_sources(), n_sources()});
  }

  /// U of n sets, A = UᵀU, from the weights of their terms. `pair_weight`: room for sets × pairs.
  void factorise(const DeviceArray<double>& weight, std::size_t n, DeviceArray<double>& pair_weight,
                 DeviceArray<double>& out) {
    sum_pairs(weight, n, pair_weight, out);
    queue_.run_blocks(n, elimination_threads, cuda::factorise, out.data(),
                      static_cast<int>(n_sources()), terms_.triangle());
  }

 private:
  [[nodiscard]] std::size_t n_terms() const { return terms_.n_terms(); }
  [[nodiscard]] std::size_t n_sources() const { return terms_.n_sources; }

  void fill_pairs(std::size_t begin, std::size_t count) {
    queue_.run(count * terms_.triangle(), cuda::fill_pairs, beta_.data(), first_.data(),
               second_.data(), row_of_pair_.data(), column_of_pair_.data(), n_sources(),
               terms_.triangle(), begin, count, pairs_.data());
  }

  /// ΓᵀΓ: products of weights, sets × pairs, times the table.
  void sum_pairs(const DeviceArray<double>& weight, std::size_t n, DeviceArray<double>& pair_weight,
                 DeviceArray<double>& out) {
    const std::size_t n_pairs = terms_.n_pairs(), size = terms_.triangle();
    queue_.run(n * n_pairs, weight_pairs, weight.data(), first_.data(), second_.data(), n_pairs,
               n_terms(), n, pair_weight.data());
    const std::size_t at_once = pairs_.size() / size;
    for (std::size_t q = 0; q < n_pairs; q += at_once) {
      const std::size_t count = std::min(at_once, n_pairs - q);
      if (at_once < n_pairs) fill_pairs(q, count);
      queue_.multiply({pair_weight.data() + q, n, count, n_pairs},
                      {pairs_.data(), count, size, size}, Transposed::no,
                      {out.data(), n, size, size}, q == 0 ? Sum::overwrite : Sum::add);
    }
  }

  Queue& queue_;
  SourceTerms terms_;
  DeviceArray<int> row_of_term_, first_, second_;
  DeviceArray<double> beta_;                       ///< terms × sources
  DeviceArray<int> row_of_pair_, column_of_pair_;  ///< of the elements of a triangle
  DeviceArray<double> pairs_;  ///< pairs × triangle: all, or those of the moment
};

}  // namespace fitpack::cuda
