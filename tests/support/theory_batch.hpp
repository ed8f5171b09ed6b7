#pragma once

#include <algorithm>
#include <vector>

#include "fitpack/reduction/batch_chi_square.hpp"
#include "synthetic_problem.hpp"

/// Many parameter sets of a synthetic problem, with their predictions.
namespace fitpack::synthetic {

struct Batch {
  std::size_t n_sets = 0;
  std::vector<std::vector<double>> thetas;
  std::vector<double> f;        ///< n_sets × n_columns
  std::vector<double> theory;   ///< n_sets × n_rows
  std::vector<double> outcome;  ///< n_sets × n_rows: the measured values, smeared
  [[nodiscard]] TheoryBatch with_data() const { return {n_sets, theory, {}}; }
  [[nodiscard]] TheoryBatch with_pseudo_data() const { return {n_sets, theory, outcome}; }
};

inline Batch batch_of(const Problem& problem, std::size_t n_sets) {
  const Pdfs pdfs(problem.n_columns, problem.n_parameters, problem.shape);
  const LinearKernel rows = kernel(problem, {});
  Batch batch{n_sets, {}, {}, {}, {}};
  Random random(77);
  std::vector<double> values;
  for (std::size_t b = 0; b < problem.layout().n_blocks(); ++b) {
    const MeasurementBlock block = measurements(problem, problem.layout().rows_of_block(b));
    values.insert(values.end(), block.value.begin(), block.value.end());
  }
  for (std::size_t k = 0; k < n_sets; ++k) {
    std::vector<double>& theta = batch.thetas.emplace_back(problem.n_parameters);
    for (double& value : theta) value = 0.05 * random();
    std::vector<double> f(problem.n_columns);
    if (!pdfs.values(theta, f)) throw std::logic_error("no PDFs");
    batch.f.insert(batch.f.end(), f.begin(), f.end());
    for (std::size_t b = 0; b < rows.n_blocks(); ++b) {
      std::vector<double> theory(rows.n_rows(b));
      rows.apply(b, f, theory);
      batch.theory.insert(batch.theory.end(), theory.begin(), theory.end());
    }
    for (const double value : values) batch.outcome.push_back(value * (1.0 + 0.03 * random()));
  }
  return batch;
}

inline BatchData batch_data(const Problem& problem) {
  BatchData data;
  data.chi_square = chi_square_options(problem.chi_square);
  data.n_sources = problem.n_sources();
  data.n_data_sets = problem.n_data_sets;
  for (std::size_t b = 0; b < problem.layout().n_blocks(); ++b)
    data.blocks.push_back(measurements(problem, problem.layout().rows_of_block(b)));
  return data;
}

/// [set][1 + parameter][column]: f, then its derivatives.
inline std::vector<double> slopes_of(const Problem& problem, const Batch& batch) {
  const Pdfs pdfs(problem.n_columns, problem.n_parameters, problem.shape);
  const std::size_t stride = padded(problem.n_parameters + 1);
  AlignedVector table(problem.n_columns * stride);
  std::vector<double> slopes;
  for (const std::vector<double>& theta : batch.thetas) {
    if (!pdfs.values_and_derivatives(theta, table, stride)) throw std::logic_error("no PDFs");
    for (std::size_t c = 0; c <= problem.n_parameters; ++c)
      for (std::size_t a = 0; a < problem.n_columns; ++a) slopes.push_back(table[a * stride + c]);
  }
  return slopes;
}

/// One of each kind of χ², of sources and of signs.
inline std::vector<Problem> batch_problems() {
  std::vector<Problem> problems;
  for (const std::string& name : chi_square_names()) {
    Problem problem;
    problem.chi_square = name;
    problems.push_back(problem);
    problem.n_additive = 4;
    problem.negative_theory = name == "hera";
    problems.push_back(problem);
    problem.n_multiplicative = 0;
    problems.push_back(problem);
    problem.n_additive = 0;
    problems.push_back(problem);
  }
  return problems;
}

}  // namespace fitpack::synthetic
