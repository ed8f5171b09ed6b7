#pragma once

#include <vector>

#include "fitpack/cuda/cuda_chi_square.hpp"
#include "synthetic_forms.hpp"
#include "theory_batch.hpp"

/// Many parameter sets of predictions of some kind, with what the processor makes of them.
namespace fitpack::synthetic {

struct FormBatch {
  std::size_t n_sets = 0;
  std::vector<std::vector<double>> thetas;
  std::vector<double> flat;    ///< n_sets × parameters
  std::vector<double> f;       ///< n_sets × columns
  std::vector<double> slopes;  ///< [set][1 + parameter][column]
  std::vector<double> theory;  ///< n_sets × rows
};

inline FormBatch form_batch(const FormKind& kind, const Problem& problem, std::size_t n_sets) {
  FormBatch batch{n_sets, thetas_of_forms(problem, n_sets), {}, {}, {}, {}};
  const Pdfs pdfs(problem.n_columns, problem.n_parameters);
  const auto prediction = prediction_of(kind, problem, {});
  for (const std::vector<double>& theta : batch.thetas) {
    batch.flat.insert(batch.flat.end(), theta.begin(), theta.end());
    std::vector<double> f(problem.n_columns);
    if (!pdfs.values(theta, f)) throw std::logic_error("no PDFs");
    batch.f.insert(batch.f.end(), f.begin(), f.end());
    prediction->set_parameters(theta);
    for (std::size_t b = 0; b < prediction->n_blocks(); ++b) {
      std::vector<double> rows(prediction->n_rows(b));
      prediction->values(b, f, rows);
      batch.theory.insert(batch.theory.end(), rows.begin(), rows.end());
    }
  }
  Batch sets;
  sets.thetas = batch.thetas;
  batch.slopes = slopes_of(problem, sets);
  return batch;
}

/// The data of a problem, with values near the predictions of the first set.
inline BatchData data_near(const Problem& problem, const FormBatch& batch) {
  BatchData data = batch_data(problem);
  std::size_t row = 0;
  Random random(99);
  for (MeasurementBlock& block : data.blocks)
    for (std::size_t i = 0; i < block.n_rows(); ++i) {
      block.value[i] = batch.theory[row++] * (1.0 + 0.03 * random());
      block.reference[i] = block.value[i] * (1.0 + 0.02 * random());
    }
  return data;
}

/// The same for the objective of a fit.
inline ObjectiveInput input_near(const FormKind& kind, const Problem& problem,
                                 const FormBatch& batch) {
  ObjectiveInput result = input(problem, {});
  result.measurements = data_near(problem, batch).blocks;
  result.prediction = prediction_of(kind, problem, {});
  return result;
}

}  // namespace fitpack::synthetic
