#include "fitpack/drell_yan/parton_operators.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "fitpack/core/chebyshev.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/dis/parton_row.hpp"

namespace fitpack::drell_yan {

namespace {

/// Degree of the polynomials in ln μ² over a factor of four in μ²: 1e-7 of a density (test
/// PartonOperators).
constexpr std::size_t order = 6;
constexpr double largest_ratio = 4.0;

/// Flavours of the components q±, in the order d, u, s, c, b.
constexpr std::size_t n_plus = 5, n_minus = 3;

dis::PartonRow unit_row(std::size_t component, std::size_t node, std::size_t n_x, int nf) {
  dis::PartonRow row(n_x, nf);
  std::vector<double> unit(n_x, 0.0);
  unit[node] = 1.0;
  qcd::QuarkWeights plus{}, minus{};
  if (component == gluon) {
    row.add_gluon(1.0, unit);
    return row;
  }
  if (component < down_minus)
    plus[component - down_plus] = 1.0;
  else
    minus[component - down_minus] = 1.0;
  row.add_quarks(plus, minus, 1.0, unit);
  return row;
}

bool is_active(std::size_t component, int nf) {
  return component < charm_plus || component >= down_minus ||
         component - down_plus < static_cast<std::size_t>(nf);
}

static_assert(n_components == 1 + n_plus + n_minus);

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

PartonOperators::PartonOperators(const qcd::Evolution& evolution, const qcd::EvolutionTable& table,
                                 const dis::BasisChange& basis, NodeWindow window,
                                 const std::vector<double>& mu2)
    : window_(window) {
  const std::vector<Piece> pieces = all_pieces(table.scales());
  std::set<std::size_t> needed;
  for (const double scale : mu2) {
    static_cast<void>(table.scales().stencil(scale));  // throws outside of the table
    needed.insert(piece_of(pieces, scale));
  }
  for (const std::size_t p : needed) pieces_.push_back(pieces[p]);
  const std::size_t n_nodes = pieces_.size() * nodes_per_piece();
  kernel_ = LinearKernel(basis.n_columns(), std::vector<std::size_t>(n_nodes, node_size()));
  for (std::size_t p = 0; p < pieces_.size(); ++p)
    for (std::size_t m = 0; m <= order; ++m) {
      const auto scale = table.scales().stencil(node(pieces_[p], m), pieces_[p].nf);
      fill(p * nodes_per_piece() + m, table.at(scale), pieces_[p].nf, evolution.grid().size(),
           basis);
    }
  kernel_.find_support();
}

void PartonOperators::fill(std::size_t block, const qcd::ScaleOperators& operators, int nf,
                           std::size_t n_x, const dis::BasisChange& basis) {
  std::vector<double> components(qcd::n_initial_components * n_x);
  for (std::size_t c = 0; c < n_components; ++c) {
    if (!is_active(c, nf)) continue;
    for (std::size_t i = 0; i < window_.size; ++i) {
      std::ranges::fill(components, 0.0);
      unit_row(c, window_.first + i, n_x, nf).pull_back(operators, 1.0, components);
      basis.apply(components, kernel_.row(block, c * window_.size + i));
    }
  }
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
