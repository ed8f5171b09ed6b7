#pragma once

#include "fitpack/cuda/bilinear_groups.hpp"
#include "fitpack/drell_yan/components.hpp"
#include "launch.hpp"

/// What lies between the matrix products of Drell-Yan rows, element by element. Arrays of a group:
/// panels [row][panel][set][window], to_left [row][…][set][left], to_right [row][…][set][right].
/// Windows are runs of x-nodes that end with the grid.
namespace fitpack::cuda {

/// Of the rows of a group.
struct BilinearRows {
  const double* weights;  ///< [row][scale_nodes]
  const double *prefactor, *proton_fraction;
  const int* over_proton;  ///< 1: a ratio
  const int* target;       ///< where a row goes in `theory`
};

/// Sets of PDFs on the device and where their predictions go: theory[set][column][target of the
/// row]. Column 0 are PDFs and predictions, the others derivatives. Rows of theory that are of
/// another kind are left alone.
struct BilinearSets {
  const double* f;  ///< [set][column][n_columns]
  std::size_t n_sets, columns;
  double* theory;
  std::size_t n_theory;         ///< length of a line of it
  const int* set_at = nullptr;  ///< place in theory of the sets; null: that of f
  std::size_t first = 0;        ///< set to begin with

  [[nodiscard]] __device__ double* line(std::size_t set, std::size_t column) const {
    const std::size_t at =
        set_at == nullptr ? first + set : static_cast<std::size_t>(set_at[first + set]);
    return theory + (at * columns + column) * n_theory;
  }
};

struct BilinearShape {
  std::size_t n_sets, n_rows;
  std::size_t columns;      ///< of the table: 1 + parameters
  std::size_t window;       ///< of the partons at the nodes
  std::size_t panel;        ///< of the panels
  std::size_t left, right;  ///< of the forms
  /// Partons of a column at the nodes of a piece.
  [[nodiscard]] __host__ __device__ std::size_t nodes() const {
    return drell_yan::scale_nodes * drell_yan::n_components * window;
  }
};

inline constexpr unsigned luminosity_threads = 128, lanes_per_row = 32;

namespace {

using drell_yan::charge2;
using drell_yan::is_plus;
using drell_yan::luminosity_sign;
using drell_yan::n_components;
using drell_yan::partner;
using drell_yan::scale_nodes;

inline constexpr std::size_t panel_of_proton = n_components, panel_of_neutron = n_components + 1;
inline constexpr std::size_t n_quarks = drell_yan::n_quark_components;
/// Rows that share what a thread reads.
inline constexpr std::size_t rows_per_thread = 4;

/// out[line][k] = f[line][columns[k]].
__global__ void take_columns(const double* f, const int* columns, std::size_t n_columns,
                             std::size_t width, std::size_t n_lines, double* out) {
  for (std::size_t e = first_element(); e < n_lines * n_columns; e += element_step())
    out[e] = f[e / n_columns * width + static_cast<std::size_t>(columns[e % n_columns])];
}

/// Partons of column 0 at the scale of every row, and Σ e² q⁺ of proton and neutron.
__global__ void interpolate_partons(const double* nodes, BilinearRows rows, BilinearShape shape,
                                    double* panels) {
  const std::size_t chunks = (shape.n_rows + rows_per_thread - 1) / rows_per_thread;
  const std::size_t line = shape.n_sets * shape.panel;
  for (std::size_t e = first_element(); e < chunks * line; e += element_step()) {
    const std::size_t begin = e / line * rows_per_thread, at = e % line;
    const std::size_t n =
        begin + rows_per_thread < shape.n_rows ? rows_per_thread : shape.n_rows - begin;
    const double* from = nodes + at / shape.panel * shape.columns * shape.nodes() + shape.window -
                         shape.panel + at % shape.panel;
    double proton[rows_per_thread] = {}, neutron[rows_per_thread] = {};
#pragma unroll
    for (std::size_t c = 0; c < n_components; ++c) {
      double p[scale_nodes];
#pragma unroll
      for (std::size_t m = 0; m < scale_nodes; ++m)
        p[m] = from[(m * n_components + c) * shape.window];
#pragma unroll
      for (std::size_t k = 0; k < rows_per_thread; ++k) {
        if (k >= n) continue;
        const double* weights = rows.weights + (begin + k) * scale_nodes;
        double parton = 0.0;
#pragma unroll
        for (std::size_t m = 0; m < scale_nodes; ++m) parton = fma(weights[m], p[m], parton);
        panels[((begin + k) * bilinear_panels + c) * line + at] = parton;
        if (!is_plus(c)) continue;
        proton[k] = fma(charge2(c), parton, proton[k]);
        neutron[k] = fma(charge2(partner(c)), parton, neutron[k]);
      }
    }
#pragma unroll
    for (std::size_t k = 0; k < rows_per_thread; ++k) {
      if (k >= n) continue;
      panels[((begin + k) * bilinear_panels + panel_of_proton) * line + at] = proton[k];
      panels[((begin + k) * bilinear_panels + panel_of_neutron) * line + at] = neutron[k];
    }
  }
}

__device__ inline double sum_of_lanes(double value) {
  for (int distance = lanes_per_row / 2; distance > 0; distance /= 2)
    value += __shfl_xor_sync(0xffffffffU, value, distance);
  return value;
}

/// T and ∂T/∂L from the luminosities of a proton and a neutron as target, which are linear in the
/// share of protons: L = z L_p + (1 − z) L_n. One warp for each row of each set.
__global__ void luminosities(const double* panels, const double* to_left, BilinearRows rows,
                             BilinearShape shape, BilinearSets sets, double* seeds) {
  const std::size_t lane = threadIdx.x % lanes_per_row;
  const std::size_t e = blockIdx.x * static_cast<std::size_t>(blockDim.x / lanes_per_row) +
                        threadIdx.x / lanes_per_row;
  const bool inside = e < shape.n_rows * shape.n_sets;
  const std::size_t row = e / shape.n_sets, set = e % shape.n_sets;
  double proton = 0.0, neutron = 0.0;
  for (std::size_t i = inside ? lane : shape.left; i < shape.left; i += lanes_per_row) {
    const auto panel = [&](std::size_t c) {
      return panels[((row * bilinear_panels + c) * shape.n_sets + set) * shape.panel + shape.panel -
                    shape.left + i];
    };
    const auto product = [&](std::size_t c) {
      return to_left[((row * bilinear_to_left + c) * shape.n_sets + set) * shape.left + i];
    };
#pragma unroll
    for (std::size_t q = 1; q <= n_quarks; ++q) {
      const double quark = luminosity_sign(q) * charge2(q) * panel(q);
      proton = fma(quark, product(q - 1), proton);
      neutron = fma(quark, product(partner(q) - 1), neutron);
    }
    const double with_gluon = panel(panel_of_proton) * product(n_quarks);
    const double gluon = panel(drell_yan::gluon);
    proton += fma(gluon, product(n_quarks + 1), with_gluon);
    neutron += fma(gluon, product(n_quarks + 2), with_gluon);
  }
  proton = sum_of_lanes(proton);
  neutron = sum_of_lanes(neutron);
  if (lane != 0 || !inside) return;
  const double z = rows.proton_fraction[row], factor = rows.prefactor[row];
  double value = factor * (z * proton + (1.0 - z) * neutron);
  double of_proton = factor * z, of_neutron = factor * (1.0 - z);
  if (rows.over_proton[row] == 1) {
    value /= proton;
    of_neutron /= proton;
    of_proton = -of_neutron * neutron / proton;
  }
  sets.line(set, 0)[rows.target[row]] = value;
  seeds[2 * e] = of_proton;
  seeds[2 * e + 1] = of_neutron;
}

/// ∂T/∂partons: slopes[set][row][component][window], zero below the windows of the forms.
__global__ void slopes_of_partons(const double* to_left, const double* to_right,
                                  const double* seeds, BilinearShape shape, double* slopes) {
  const std::size_t line = shape.n_rows * shape.window;
  for (std::size_t e = first_element(); e < shape.n_sets * line; e += element_step()) {
    const std::size_t set = e / line, row = e % line / shape.window, i = e % shape.window;
    const double of_proton = seeds[2 * (row * shape.n_sets + set)];
    const double of_neutron = seeds[2 * (row * shape.n_sets + set) + 1];
    double slope[n_components] = {};
    if (i >= shape.window - shape.left) {
      const auto product = [&](std::size_t c) {
        return to_left[((row * bilinear_to_left + c) * shape.n_sets + set) * shape.left + i +
                       shape.left - shape.window];
      };
      const double with_gluon = (of_proton + of_neutron) * product(n_quarks);
      slope[drell_yan::gluon] =
          fma(of_proton, product(n_quarks + 1), of_neutron * product(n_quarks + 2));
#pragma unroll
      for (std::size_t q = 1; q <= n_quarks; ++q) {
        const double quarks = fma(of_proton, product(q - 1), of_neutron * product(partner(q) - 1));
        slope[q] = charge2(q) * fma(luminosity_sign(q), quarks, is_plus(q) ? with_gluon : 0.0);
      }
    }
    if (i >= shape.window - shape.right) {
      const auto product = [&](std::size_t c) {
        return to_right[((row * bilinear_to_right + c) * shape.n_sets + set) * shape.right + i +
                        shape.right - shape.window];
      };
      slope[drell_yan::gluon] =
          fma(of_proton + of_neutron, product(n_quarks), slope[drell_yan::gluon]);
      const double with_gluon = product(n_quarks + 1);
#pragma unroll
      for (std::size_t q = 1; q <= n_quarks; ++q) {
        const double as_proton = of_proton * charge2(q),
                     as_neutron = of_neutron * charge2(partner(q));
        const double quarks = fma(as_proton, product(q - 1), as_neutron * product(partner(q) - 1));
        const double gluons = is_plus(q) ? (as_proton + as_neutron) * with_gluon : 0.0;
        slope[q] += fma(luminosity_sign(q), quarks, gluons);
      }
    }
    double* out = slopes + (set * shape.n_rows + row) * n_components * shape.window + i;
#pragma unroll
    for (std::size_t c = 0; c < n_components; ++c) out[c * shape.window] = slope[c];
  }
}

/// ∂T/∂θ = Σ_m w_m (∂T/∂partons · ∂partons/∂θ at node m); products[set][row][parameter][node].
__global__ void derivatives(const double* products, BilinearRows rows, BilinearShape shape,
                            BilinearSets sets) {
  const std::size_t n_parameters = shape.columns - 1, line = n_parameters * shape.n_rows;
  for (std::size_t e = first_element(); e < shape.n_sets * line; e += element_step()) {
    const std::size_t set = e / line, p = e % line / shape.n_rows, row = e % shape.n_rows;
    const double* from = products + ((set * shape.n_rows + row) * n_parameters + p) * scale_nodes;
    double sum = 0.0;
#pragma unroll
    for (std::size_t m = 0; m < scale_nodes; ++m)
      sum = fma(rows.weights[row * scale_nodes + m], from[m], sum);
    sets.line(set, 1 + p)[rows.target[row]] = sum;
  }
}

}  // namespace

}  // namespace fitpack::cuda
