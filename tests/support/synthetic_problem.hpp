#pragma once

#include <cmath>
#include <cstddef>
#include <memory>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "fitpack/parallel/block_deal.hpp"
#include "fitpack/prediction/interpolated_prediction.hpp"
#include "fitpack/prediction/linear_prediction.hpp"
#include "fitpack/reduction/distributed_objective.hpp"

/// A fit without physics, of any size: every row depends on its number alone, so that each rank can
/// make its own.
namespace fitpack::synthetic {

/// Uniform in (-1, 1), the same on every platform.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  double operator()() { return 2.0 * static_cast<double>(engine_() >> 11U) * 0x1p-53 - 1.0; }

 private:
  std::mt19937_64 engine_;
};

enum class Shape { exponential, linear };

/// f_a = c_a exp(Σ_p g_ap θ_p) or c_a (1 + Σ_p g_ap θ_p); no PDFs where a |θ_p| > 10; throws where
/// θ_0 exceeds a limit.
class Pdfs final : public InitialPdfs {
 public:
  Pdfs(std::size_t n_values, std::size_t n_parameters, Shape shape = Shape::exponential,
       double throws_above = 1e9)
      : n_values_(n_values), n_(n_parameters), shape_(shape), throws_above_(throws_above) {
    Random random(17);
    for (std::size_t a = 0; a < n_values * n_parameters; ++a) slopes_.push_back(0.5 * random());
    for (std::size_t a = 0; a < n_values; ++a) norms_.push_back(1.0 + 0.5 * random());
  }
  [[nodiscard]] std::size_t n_values() const override { return n_values_; }
  [[nodiscard]] std::size_t n_free_parameters() const override { return n_; }
  [[nodiscard]] bool values(std::span<const double> theta, std::span<double> f) const override {
    if (!allowed(theta)) return false;
    for (std::size_t a = 0; a < n_values_; ++a) f[a] = value(a, theta);
    return true;
  }
  [[nodiscard]] bool values_and_derivatives(std::span<const double> theta, std::span<double> table,
                                            std::size_t stride) const override {
    if (!allowed(theta)) return false;
    for (std::size_t a = 0; a < n_values_; ++a) {
      double* row = table.data() + a * stride;
      row[0] = value(a, theta);
      for (std::size_t p = 0; p < n_; ++p)
        row[1 + p] = (shape_ == Shape::linear ? norms_[a] : row[0]) * slopes_[a * n_ + p];
      for (std::size_t c = n_ + 1; c < stride; ++c) row[c] = 0.0;
    }
    return true;
  }

 private:
  [[nodiscard]] bool allowed(std::span<const double> theta) const {
    if (!theta.empty() && theta[0] > throws_above_)
      throw Error(ExitCode::data, "the synthetic PDFs refuse this theta");
    for (const double t : theta)
      if (std::abs(t) > 10.0) return false;
    return true;
  }
  [[nodiscard]] double value(std::size_t a, std::span<const double> theta) const {
    double exponent = 0.0;
    for (std::size_t p = 0; p < n_; ++p) exponent += slopes_[a * n_ + p] * theta[p];
    return norms_[a] * (shape_ == Shape::linear ? 1.0 + exponent : std::exp(exponent));
  }

  std::size_t n_values_;
  std::size_t n_;
  Shape shape_;
  double throws_above_;
  std::vector<double> slopes_;
  std::vector<double> norms_;
};

struct Problem {
  std::size_t n_rows = 70;
  std::size_t rows_per_block = 16;
  std::size_t n_columns = 24;
  std::size_t n_parameters = 5;
  std::size_t n_multiplicative = 9;
  std::size_t n_additive = 0;
  std::size_t n_data_sets = 3;  ///< rows cut into equal runs; sets other than 0 lack source 1
  std::string chi_square = "hera";
  bool with_prior = true;
  bool negative_theory = false;  ///< every 11th row predicts a negative T
  Shape shape = Shape::exponential;
  double throws_above = 1e9;
  std::vector<double> block_costs;  ///< by which blocks are dealt; empty: equal

  /// How GoogleTest prints it.
  friend void PrintTo(const Problem& problem, std::ostream* out) {
    *out << problem.chi_square << ", " << problem.n_multiplicative << " multiplicative and "
         << problem.n_additive << " additive sources"
         << (problem.negative_theory ? ", negative theory" : "");
  }

  [[nodiscard]] BlockLayout layout() const { return {n_rows, rows_per_block}; }
  [[nodiscard]] IndexRange blocks_of(const Communicator& comm) const {
    const BlockDeal deal = block_costs.empty() ? BlockDeal(layout().n_blocks(), comm.size())
                                               : BlockDeal(block_costs, comm.size());
    return deal.blocks(comm.rank());
  }
  [[nodiscard]] std::size_t n_sources() const { return n_multiplicative + n_additive; }
  [[nodiscard]] std::size_t data_set_of(std::size_t row) const {
    return row * n_data_sets / n_rows;
  }
};

inline ParameterSet parameters(const Problem& problem) {
  std::vector<Parameter> all(problem.n_parameters);
  for (std::size_t p = 0; p < all.size(); ++p) all[p].name = std::to_string(p).insert(0, 1, 'p');
  if (problem.with_prior && problem.n_parameters > 1) all[1].prior = GaussianPrior{0.1, 0.2};
  Problems problems;
  return {all, "synthetic", problems};
}

inline void fill_kernel_row(const Problem& problem, std::size_t row, std::span<double> k) {
  Random random(1000 + row);
  const double sign = problem.negative_theory && row % 11 == 5 ? -1.0 : 1.0;
  // As for a point at x, only the columns above some node are not zero.
  const std::size_t first = (row * 7) % (problem.n_columns / 2 + 1);
  for (std::size_t a = first; a < problem.n_columns; ++a)
    k[a] = sign * (1.0 + random()) / static_cast<double>(problem.n_columns - first);
}

/// The measurements of rows [begin, end), around the theory at θ = 0.
inline MeasurementBlock measurements(const Problem& problem, IndexRange rows) {
  MeasurementBlock block;
  const Pdfs pdfs(problem.n_columns, problem.n_parameters);
  std::vector<double> f(problem.n_columns);
  if (!pdfs.values(std::vector<double>(problem.n_parameters, 0.0), f)) throw std::logic_error("f");
  bool has_first_set = false;
  for (std::size_t row = rows.begin; row < rows.end; ++row)
    has_first_set |= problem.data_set_of(row) == 0;
  for (std::size_t j = 0; j < problem.n_sources(); ++j)
    if (j != 1 || has_first_set) {
      block.sources.push_back(j);
      if (j < problem.n_multiplicative) ++block.n_multiplicative;
    }
  block.beta.assign(rows.size() * block.beta_stride(), 0.0);
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    Random random(500000 + row);
    std::vector<double> k(problem.n_columns, 0.0);
    fill_kernel_row(problem, row, k);
    double theory = 0.0;
    for (std::size_t a = 0; a < f.size(); ++a) theory += k[a] * f[a];
    block.value.push_back(std::abs(theory) * (1.0 + 0.05 * random()));
    block.stat.push_back(0.02 + 0.01 * random());
    block.uncor.push_back(0.015 + 0.005 * random());
    block.data_set.push_back(problem.data_set_of(row));
    double* beta = block.beta.data() + (row - rows.begin) * block.beta_stride();
    std::vector<double> effects(problem.n_sources());
    for (double& effect : effects) effect = 0.02 * random();
    block.reference.push_back(block.value.back() * (1.0 + 0.04 * random()));
    if (problem.data_set_of(row) != 0 && effects.size() > 1) effects[1] = 0.0;
    for (std::size_t j = 0; j < block.n_sources(); ++j) beta[j] = effects[block.sources[j]];
  }
  return block;
}

/// The kernel rows of a rank.
inline LinearKernel kernel(const Problem& problem, const Communicator& comm) {
  const BlockLayout layout = problem.layout();
  const IndexRange blocks = problem.blocks_of(comm);
  std::vector<std::size_t> rows_of_blocks;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b)
    rows_of_blocks.push_back(layout.rows_of_block(b).size());
  LinearKernel result(problem.n_columns, rows_of_blocks);
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const IndexRange rows = layout.rows_of_block(b);
    for (std::size_t row = rows.begin; row < rows.end; ++row)
      fill_kernel_row(problem, row, result.row(b - blocks.begin, row - rows.begin));
  }
  result.find_support();
  return result;
}

/// The share of a rank.
inline ObjectiveInput input(const Problem& problem, const Communicator& comm) {
  const BlockLayout layout = problem.layout();
  const IndexRange blocks = problem.blocks_of(comm);
  ObjectiveInput result{parameters(problem),
                        std::make_shared<Pdfs>(problem.n_columns, problem.n_parameters,
                                               problem.shape, problem.throws_above),
                        make_chi_square(problem.chi_square),
                        layout.n_blocks(),
                        problem.n_sources(),
                        problem.n_data_sets,
                        std::make_unique<LinearPrediction>(kernel(problem, comm)),
                        {},
                        {},
                        problem.block_costs,
                        {}};
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const IndexRange rows = layout.rows_of_block(b);
    result.measurements.push_back(measurements(problem, rows));
  }
  return result;
}

/// The share of a rank where the last parameter is one of the theory as well: rows that depend on
/// it smoothly but for a jump at 0.
inline ObjectiveInput interpolated_input(const Problem& problem, const Communicator& comm) {
  ObjectiveInput result = input(problem, comm);
  ParameterNodes nodes(problem.n_parameters - 1, {{-1.0, 0.0, chebyshev_nodes(-1.0, 0.0, 7)},
                                                  {0.0, 1.0, chebyshev_nodes(0.0, 1.0, 6)}});
  std::vector<LinearKernel> kernels;
  for (const double p : nodes.nodes()) {
    LinearKernel at_node = kernel(problem, comm);
    for (std::size_t b = 0; b < at_node.n_blocks(); ++b)
      for (std::size_t i = 0; i < at_node.n_rows(b); ++i) {
        double phase = p < 0.0 ? 0.0 : 0.1;
        for (double& element : at_node.row(b, i))
          element *= std::exp(0.2 * p * std::cos(phase += 1.0));
      }
    kernels.push_back(std::move(at_node));
  }
  result.prediction = std::make_unique<InterpolatedPrediction>(
      std::vector<ParameterNodes>{std::move(nodes)}, std::move(kernels));
  return result;
}

/// The size of the fit to the HERA data: 1145 points, 169 sources, 14 parameters.
inline Problem hera_size() {
  Problem problem;
  problem.n_rows = 1145;
  problem.rows_per_block = 128;
  problem.n_columns = 420;
  problem.n_parameters = 14;
  problem.n_multiplicative = 169;
  problem.n_data_sets = 7;
  return problem;
}

}  // namespace fitpack::synthetic
