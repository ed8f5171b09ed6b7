#include "fitpack/drell_yan/parton_operators.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/contracts.hpp"

namespace fitpack::drell_yan {

namespace {

/// Degree of the polynomials in ln μ² over a factor of four in μ²: 1e-7 of a density (test
/// PartonOperators).
constexpr std::size_t order = scale_nodes - 1;
constexpr double largest_ratio = 4.0;

/// Combinations in the places of the components.
enum Combination : std::size_t { c_g, c_sigma, c_t3, c_t8, c_t15, c_t24, c_v, c_v3, c_v8 };
static_assert(c_v8 + 1 == n_components);

using Row = std::array<double, n_components>;

Row operator-(const Row& a, const Row& b) {
  Row result{};
  for (std::size_t k = 0; k < n_components; ++k) result[k] = a[k] - b[k];
  return result;
}

Row scaled(double factor, Row row) {
  for (double& element : row) element *= factor;
  return row;
}

constexpr Row unit(std::size_t combination) {
  Row row{};
  row[combination] = 1.0;
  return row;
}

/// Components as sums of the combinations: T_{n²−1} = Σ_{i<n} q_i⁺ − (n−1) q_n⁺, so that each
/// heavier flavour is what is left of Σ over n.
std::array<Row, n_components> components_of_combinations() {
  std::array<Row, n_components> rows{};
  rows[gluon] = unit(c_g);
  Row rest = unit(c_sigma);
  rows[bottom_plus] = scaled(1.0 / 5.0, rest - unit(c_t24));
  rest = rest - rows[bottom_plus];
  rows[charm_plus] = scaled(1.0 / 4.0, rest - unit(c_t15));
  rest = rest - rows[charm_plus];
  rows[strange_plus] = scaled(1.0 / 3.0, rest - unit(c_t8));
  rest = rest - rows[strange_plus];
  rows[down_plus] = scaled(0.5, rest - unit(c_t3));
  rows[up_plus] = rest - rows[down_plus];
  rows[strange_minus] = scaled(1.0 / 3.0, unit(c_v) - unit(c_v8));
  rest = unit(c_v) - rows[strange_minus];
  rows[down_minus] = scaled(0.5, rest - unit(c_v3));
  rows[up_minus] = rest - rows[down_minus];
  return rows;
}

const std::array<Row, n_components>& component_rows() {
  static const std::array<Row, n_components> rows = components_of_combinations();
  return rows;
}

}  // namespace

std::size_t PartonOperators::nodes_per_piece() { return order + 1; }

std::vector<PartonOperators::Piece> PartonOperators::all_pieces(const qcd::ScaleGrid& scales) {
  std::vector<Piece> pieces;
  for (const auto& region : scales.regions())
    for (double begin = region.q2_begin; begin < region.q2_end;) {
      const double end = std::min(region.q2_end, largest_ratio * begin);
      pieces.push_back({region.nf, begin, end});
      begin = end;
    }
  return pieces;
}

std::size_t PartonOperators::piece_of(const std::vector<Piece>& pieces, double mu2) {
  std::size_t found = 0;  // a flavour is not yet active at its threshold
  for (std::size_t p = 0; p < pieces.size(); ++p)
    if (mu2 > pieces[p].begin) found = p;
  return found;
}

double PartonOperators::node(const Piece& piece, std::size_t m) {
  if (m == 0) return piece.begin;
  if (m == order) return piece.end;
  const double t = 0.5 * (1.0 + chebyshev_point(m, order));
  return piece.begin * std::exp(t * std::log(piece.end / piece.begin));
}

PartonOperators::PartonOperators(const qcd::EvolutionTable& table, const dis::BasisChange& basis,
                                 std::size_t n_x, NodeWindow window, const std::vector<double>& mu2)
    : n_x_(n_x), window_(window) {
  std::vector<double> functions(basis.n_columns(), 0.0);
  for (std::size_t f = 0; f * n_x < functions.size(); ++f) {
    std::ranges::fill(functions, 0.0);
    functions[f * n_x] = 1.0;
    const std::vector<double> components = basis.components(functions);
    content_.emplace_back();
    for (std::size_t c = 0; c < content_.back().size(); ++c)
      content_.back()[c] = components[c * n_x];
  }
  const std::vector<Piece> pieces = all_pieces(table.scales());
  std::set<std::size_t> needed;
  for (const double scale : mu2) {
    static_cast<void>(table.scales().stencil(scale));  // throws outside of the table
    needed.insert(piece_of(pieces, scale));
  }
  for (const std::size_t p : needed) pieces_.push_back(pieces[p]);
  const std::size_t n_nodes = pieces_.size() * nodes_per_piece();
  kernel_ =
      LinearKernel(qcd::n_initial_components * n_x, std::vector<std::size_t>(n_nodes, node_size()));
  for (std::size_t p = 0; p < pieces_.size(); ++p)
    for (std::size_t m = 0; m <= order; ++m)
      fill(p * nodes_per_piece() + m,
           table.at(table.scales().stencil(node(pieces_[p], m), pieces_[p].nf)));
  kernel_.find_support();
}

void PartonOperators::fill(std::size_t block, const qcd::ScaleOperators& e) {
  const auto n = static_cast<Eigen::Index>(n_x_);
  /// Rows of a combination from a matrix whose columns are those of some initial components.
  const auto put = [&](std::size_t combination, const qcd::Matrix& matrix, Eigen::Index first_row,
                       std::initializer_list<qcd::InitialComponent> sources) {
    for (std::size_t i = 0; i < window_.size; ++i) {
      const auto row = kernel_.row(block, combination * window_.size + i);
      const Eigen::Index at = first_row + static_cast<Eigen::Index>(window_.first + i);
      Eigen::Index column = 0;
      for (const qcd::InitialComponent source : sources)
        for (std::size_t j = 0; j < n_x_; ++j) row[source * n_x_ + j] = matrix(at, column++);
    }
  };
  put(c_g, e.singlet, n, {qcd::sigma, qcd::gluon});
  put(c_sigma, e.singlet, 0, {qcd::sigma, qcd::gluon});
  put(c_t3, e.ns_plus, 0, {qcd::t3});
  put(c_t8, e.ns_plus, 0, {qcd::t8});
  for (std::size_t h = 0; h < 2; ++h)
    put(c_t15 + h, e.t_heavy[h].size() > 0 ? e.t_heavy[h] : e.singlet, 0, {qcd::sigma, qcd::gluon});
  put(c_v, e.ns_valence, 0, {qcd::valence});
  put(c_v3, e.ns_minus, 0, {qcd::v3});
  put(c_v8, e.ns_minus, 0, {qcd::v8});
}

AlignedVector PartonOperators::initial(std::span<const double> table, std::size_t stride) const {
  const std::size_t size = n_x_ * stride;
  AlignedVector result(qcd::n_initial_components * size, 0.0);
  for (std::size_t f = 0; f < content_.size(); ++f)
    for (std::size_t c = 0; c < qcd::n_initial_components; ++c) {
      const double weight = content_[f][c];
      if (weight == 0.0) continue;
      const double* from = table.data() + f * size;
      double* to = result.data() + c * size;
      for (std::size_t i = 0; i < size; ++i) to[i] += weight * from[i];
    }
  return result;
}

std::vector<double> PartonOperators::flavours(std::span<const double> combinations) const {
  std::vector<double> result(node_size(), 0.0);
  for (std::size_t c = 0; c < n_components; ++c)
    for (std::size_t k = 0; k < n_components; ++k) {
      const double weight = component_rows()[c][k];
      if (weight == 0.0) continue;
      for (std::size_t i = 0; i < window_.size; ++i)
        result[c * window_.size + i] += weight * combinations[k * window_.size + i];
    }
  return result;
}

std::vector<double> PartonOperators::components_of_functions() const {
  const std::size_t width = n_columns(), window = window_.size;
  std::vector<double> result(kernel_.n_blocks() * node_size() * width, 0.0), row(width);
  for (std::size_t node = 0; node < kernel_.n_blocks(); ++node)
    for (std::size_t at = 0; at < node_size(); ++at) {
      const std::span<const double> combination = kernel_.row(node, at);
      std::ranges::fill(row, 0.0);
      for (std::size_t a = 0; a < width; ++a)
        for (std::size_t k = 0; k < qcd::n_initial_components; ++k)
          row[a] += content_[a / n_x_][k] * combination[k * n_x_ + a % n_x_];
      for (std::size_t c = 0; c < n_components; ++c) {
        const double weight = component_rows()[c][at / window];
        if (weight == 0.0) continue;
        double* to = result.data() + ((node * n_components + c) * window + at % window) * width;
        for (std::size_t a = 0; a < width; ++a) to[a] += weight * row[a];
      }
    }
  return result;
}

void PartonOperators::pull_back(std::span<double> gradient) const {
  std::vector<double> result(node_size(), 0.0);
  for (std::size_t c = 0; c < n_components; ++c)
    for (std::size_t k = 0; k < n_components; ++k) {
      const double weight = component_rows()[c][k];
      if (weight == 0.0) continue;
      for (std::size_t i = 0; i < window_.size; ++i)
        result[k * window_.size + i] += weight * gradient[c * window_.size + i];
    }
  std::ranges::copy(result, gradient.begin());
}

PieceStencil PartonOperators::stencil(double mu2) const {
  PieceStencil result{piece_of(pieces_, mu2), std::vector<double>(nodes_per_piece())};
  const Piece& piece = pieces_[result.piece];
  const double t = std::log(mu2 / piece.begin) / std::log(piece.end / piece.begin);
  FITPACK_EXPECTS(t > -1e-9 && t < 1.0 + 1e-9);
  chebyshev_weights(2.0 * t - 1.0, order, result.weights);
  return result;
}

}  // namespace fitpack::drell_yan
