#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "fitpack/prediction/higher_twist.hpp"
#include "fitpack/prediction/interpolated_prediction.hpp"
#include "fitpack/prediction/normalised_prediction.hpp"
#include "fitpack/prediction/ratio_prediction.hpp"
#include "synthetic_problem.hpp"

/// Predictions of every kind for a synthetic problem of at least five parameters: the last one and
/// the one before are those of the theory, h0, h1, h2 are parameters 1 to 3, parameter 0 is a
/// normalisation. All of them change the PDFs as well.
namespace fitpack::synthetic {

enum class Twist { none, fixed, free };

struct FormKind {
  std::string name;
  std::size_t n_theory = 0;  ///< theory parameters: 0, 1 or 2
  bool single = false, ratios = false, norms = false;
  Twist twist = Twist::none;

  /// How GoogleTest prints it.
  friend void PrintTo(const FormKind& kind, std::ostream* out) { *out << kind.name; }
};

inline std::vector<FormKind> form_kinds() {
  return {{"plain"},
          {"single", 0, true},
          {"one parameter", 1},
          {"two parameters", 2},
          {"ratios", 0, false, true},
          {"ratios in single precision", 0, true, true},
          {"ratios of one parameter", 1, false, true},
          {"free twist", 0, false, false, false, Twist::free},
          {"fixed twist", 0, false, false, false, Twist::fixed},
          {"normalisations", 0, false, false, true},
          {"everything fixed", 0, true, true, false, Twist::fixed},
          {"everything", 2, false, true, true, Twist::free}};
}

/// Pieces of different lengths.
inline std::vector<ParameterNodes> theory_parameters(const FormKind& kind, const Problem& problem) {
  std::vector<ParameterNodes> nodes;
  if (kind.n_theory > 1)
    nodes.emplace_back(problem.n_parameters - 2,
                       std::vector<NodePiece>{{-1.0, 0.01, chebyshev_nodes(-1.0, 0.01, 3)},
                                              {0.01, 1.0, chebyshev_nodes(0.01, 1.0, 2)}});
  if (kind.n_theory > 0)
    nodes.emplace_back(problem.n_parameters - 1,
                       std::vector<NodePiece>{{-1.0, 0.0, chebyshev_nodes(-1.0, 0.0, 3)},
                                              {0.0, 1.0, chebyshev_nodes(0.0, 1.0, 4)}});
  return nodes;
}

/// Rows of a part, smooth in p and q but for jumps at the ends of pieces.
inline LinearKernel kernel_at(const Problem& problem, const Communicator& comm, double part,
                              double p, double q) {
  LinearKernel result = kernel(problem, comm);
  for (std::size_t b = 0; b < result.n_blocks(); ++b)
    for (std::size_t i = 0; i < result.n_rows(b); ++i) {
      double phase = part + (p < 0.0 ? 0.0 : 0.1) + (q < 0.01 ? 0.0 : 0.2);
      for (double& element : result.row(b, i)) {
        phase += 1.0;
        element *=
            1.0 + 0.5 * std::sin(part) + 0.2 * p * std::cos(phase) + 0.1 * q * std::sin(phase);
      }
    }
  return result;
}

inline std::unique_ptr<Prediction> part_of(const FormKind& kind, const Problem& problem,
                                           const Communicator& comm, double part) {
  const std::vector<ParameterNodes> nodes = theory_parameters(kind, problem);
  if (nodes.empty()) {
    LinearKernel rows = kernel_at(problem, comm, part, 0.3, 0.2);
    if (kind.single) return std::make_unique<SinglePrediction>(SingleKernel(rows));
    return std::make_unique<LinearPrediction>(std::move(rows));
  }
  std::vector<LinearKernel> kernels;
  const std::vector<double> none{0.2};
  for (const double q : nodes.size() > 1 ? nodes.front().nodes() : none)
    for (const double p : nodes.back().nodes())
      kernels.push_back(kernel_at(problem, comm, part, p, q));
  return std::make_unique<InterpolatedPrediction>(nodes, std::move(kernels));
}

/// Calls visit(block, row of the block, row of all) for the rows of a rank.
template <class Visit>
void for_each_row(const Problem& problem, const Communicator& comm, Visit&& visit) {
  const IndexRange blocks = problem.blocks_of(comm);
  for (std::size_t b = blocks.begin; b < blocks.end; ++b) {
    const IndexRange rows = problem.layout().rows_of_block(b);
    for (std::size_t i = rows.begin; i < rows.end; ++i) visit(b - blocks.begin, i - rows.begin, i);
  }
}

inline std::unique_ptr<Prediction> with_twist(Twist twist, const Problem& problem,
                                              const Communicator& comm,
                                              std::unique_ptr<Prediction> leading,
                                              std::unique_ptr<Prediction> f2) {
  std::vector<std::vector<HigherTwistPoint>> points(problem.blocks_of(comm).size());
  for_each_row(problem, comm, [&](std::size_t block, std::size_t, std::size_t row) {
    const double place = static_cast<double>(row + 1) / static_cast<double>(problem.n_rows + 1);
    points[block].push_back({place, 1.0 + 10.0 * place});
  });
  HigherTwistCoefficients h{{{0.8, {}}, {0.4, {}}, {-1.5, {}}}};
  if (twist == Twist::free) h = {{{0.0, 1}, {0.0, 2}, {0.0, 3}}};
  return std::make_unique<HigherTwistPrediction>(std::move(leading), std::move(f2), h,
                                                 std::move(points));
}

/// Data set 0 has no normalisation, 1 a constant one, the others that of parameter 0.
inline std::unique_ptr<Prediction> with_norms(const Problem& problem, const Communicator& comm,
                                              std::unique_ptr<Prediction> prediction) {
  std::vector<std::vector<std::optional<std::size_t>>> of_rows(problem.blocks_of(comm).size());
  for_each_row(problem, comm, [&](std::size_t block, std::size_t, std::size_t row) {
    const std::size_t set = problem.data_set_of(row);
    of_rows[block].push_back(set == 0 ? std::nullopt : std::optional(set == 1 ? 0UL : 1UL));
  });
  return std::make_unique<NormalisedPrediction>(
      std::move(prediction), std::vector<NormalisationValue>{{1.1, {}}, {1.0, 0}},
      std::move(of_rows));
}

inline std::unique_ptr<Prediction> prediction_of(const FormKind& kind, const Problem& problem,
                                                 const Communicator& comm) {
  std::unique_ptr<Prediction> result = part_of(kind, problem, comm, 0.0);
  if (kind.ratios) {
    std::vector<std::vector<std::size_t>> ratios(problem.blocks_of(comm).size());
    for_each_row(problem, comm, [&](std::size_t block, std::size_t i, std::size_t row) {
      if (row % 3 == 1) ratios[block].push_back(i);
    });
    result = std::make_unique<RatioPrediction>(std::move(result), part_of(kind, problem, comm, 1.0),
                                               std::move(ratios));
  }
  if (kind.twist != Twist::none)
    result =
        with_twist(kind.twist, problem, comm, std::move(result), part_of(kind, problem, comm, 2.0));
  return kind.norms ? with_norms(problem, comm, std::move(result)) : std::move(result);
}

/// Sets in several cells of the theory parameters, not in their order; parameter 0 is about 1.
inline std::vector<std::vector<double>> thetas_of_forms(const Problem& problem,
                                                        std::size_t n_sets) {
  Random random(4711);
  std::vector<std::vector<double>> thetas;
  for (std::size_t k = 0; k < n_sets; ++k) {
    std::vector<double>& theta = thetas.emplace_back(problem.n_parameters);
    for (double& value : theta) value = 0.2 * random();
    theta[0] += 1.0;
  }
  return thetas;
}

}  // namespace fitpack::synthetic
