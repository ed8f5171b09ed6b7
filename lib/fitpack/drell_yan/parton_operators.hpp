#pragma once

#include <array>
#include <span>
#include <vector>

#include "fitpack/dis/kernel_rows.hpp"
#include "fitpack/drell_yan/components.hpp"
#include "fitpack/kernel/bilinear_form.hpp"
#include "fitpack/kernel/linear_kernel.hpp"
#include "fitpack/qcd/evolution_table.hpp"

namespace fitpack::drell_yan {

/// Weights of the nodes of a piece that carry the partons at one scale.
struct PieceStencil {
  std::size_t piece = 0;
  std::vector<double> weights;
};

/// Momentum densities at tabulated factorisation scales as linear maps of the initial components of
/// QCD. Scales are cut into pieces at the thresholds and at every factor of two in between; in a
/// piece the densities are polynomials in ln μ² through Chebyshev nodes. Nodes depend on the theory
/// settings only; pieces without points are left out. At the nodes partons are combinations that
/// evolve by themselves, g, Σ, T3, T8, T15, T24, V, V3, V8 in place of the components, which keeps
/// the maps sparse; where a flavour is not active its T is Σ.
class PartonOperators {
 public:
  /// x-nodes of `window`; `mu2`: the scales that are needed, GeV².
  PartonOperators(const qcd::EvolutionTable& table, const dis::BasisChange& basis, std::size_t n_x,
                  NodeWindow window, const std::vector<double>& mu2);

  [[nodiscard]] NodeWindow window() const { return window_; }
  [[nodiscard]] std::size_t n_columns() const { return content_.size() * n_x_; }
  /// Values of one node: n_components × window().size.
  [[nodiscard]] std::size_t node_size() const { return n_components * window_.size; }
  [[nodiscard]] static std::size_t nodes_per_piece();
  [[nodiscard]] std::size_t n_pieces() const { return pieces_.size(); }
  [[nodiscard]] PieceStencil stencil(double mu2) const;

  /// Functions of the fit basis to initial components: `table` n_columns() × stride.
  [[nodiscard]] AlignedVector initial(std::span<const double> table, std::size_t stride) const;
  /// Block = node, those of a piece behind each other; columns the initial components × x-nodes.
  [[nodiscard]] const LinearKernel& kernel() const { return kernel_; }
  /// Combinations of a node to components, both × window.
  [[nodiscard]] std::vector<double> flavours(std::span<const double> combinations) const;
  /// Components of the nodes from functions of the fit basis: `initial`, kernel() and `flavours` as
  /// one map, [piece][node][component][window] × n_columns().
  [[nodiscard]] std::vector<double> components_of_functions() const;
  /// ∂/∂components to ∂/∂combinations, in place.
  void pull_back(std::span<double> gradient) const;

 private:
  struct Piece {
    int nf;
    double begin, end;  ///< μ², GeV²
  };
  [[nodiscard]] static std::vector<Piece> all_pieces(const qcd::ScaleGrid& scales);
  [[nodiscard]] static std::size_t piece_of(const std::vector<Piece>& pieces, double mu2);
  [[nodiscard]] static double node(const Piece& piece, std::size_t m);
  void fill(std::size_t block, const qcd::ScaleOperators& operators);

  std::size_t n_x_;
  NodeWindow window_;
  /// Initial components of each function.
  std::vector<std::array<double, qcd::n_initial_components>> content_;
  std::vector<Piece> pieces_;
  LinearKernel kernel_;
};

}  // namespace fitpack::drell_yan
