#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bilinear_kernels.hpp"
#include "queue.hpp"

namespace fitpack::cuda {

/// Drell-Yan rows of many sets of PDFs that are on the device, with derivatives. Operators and
/// forms stay there. With P the partons of a set at the nodes of a piece, w the weights of a row
/// and p = Σ_m w_m P_m its partons:
///   P = E [f | ∂f/∂θ], one product for all sets;
///   B p, C p, pᵀB, pᵀC for the rows of a group, one call for all sets and rows each;
///   T and v = ∂T/∂p, element by element;
///   ∂T/∂θ = Σ_m w_m (v · ∂P_m/∂θ), one call for all sets.
/// So a derivative costs a product with v, not with the forms. Sums have a fixed order; a set's
/// bits do not depend on others. Sets go through the workspace in parts.
class BilinearProducts {
 public:
  BilinearProducts(BilinearBatch batch, const Queue& queue)
      : n_columns_(batch.n_columns), groups_(bilinear_groups(std::move(batch))) {
    columns_ = queue.upload(groups_.columns);
    operators_ = queue.upload(groups_.operators);
    groups_.operators = {};
    upload_rows(queue);
    for (BilinearGroup& group : groups_.groups) {
      forms_.push_back({queue.upload(group.quark_antiquark), queue.upload(group.quark_gluon),
                        queue.upload(group.gluon_quark)});
      group.quark_antiquark = group.quark_gluon = group.gluon_quark = {};
    }
  }

  [[nodiscard]] std::size_t n_columns() const { return n_columns_; }
  [[nodiscard]] std::size_t n_rows() const { return groups_.rows.size(); }
  /// Of the workspace that one set takes, with this many columns of its table.
  [[nodiscard]] std::size_t bytes_of_set(std::size_t columns) const {
    return n_rows() == 0 ? 0 : groups_.sizes(columns).all() * sizeof(double);
  }
  /// For work in one stream at a time; more than n_sets sets go through it in parts.
  [[nodiscard]] DeviceArray<double> workspace(std::size_t n_sets, std::size_t columns) const {
    return DeviceArray<double>(std::min(n_sets, most_sets) * bytes_of_set(columns) /
                               sizeof(double));
  }

  /// The workspace must have room for one set at least.
  void predict(const BilinearSets& sets, DeviceArray<double>& workspace, const Stream& stream,
               Blas& blas) const {
    if (n_rows() == 0 || sets.n_sets == 0) return;
    const BilinearSizes sizes = groups_.sizes(sets.columns);
    const std::size_t room = std::min(workspace.size() / sizes.all(), most_sets);
    if (room == 0) throw Error(ExitCode::internal, "GPU: Drell-Yan rows without a workspace");
    // A multiple of eight where it can be: then all buffers begin with a cache line.
    const std::size_t at_once = room > 8 ? room / 8 * 8 : room;
    const Work work{stream, blas, buffers(workspace.data(), at_once, sizes)};
    for (std::size_t set = 0; set < sets.n_sets; set += at_once) {
      BilinearSets part = sets;
      part.first = sets.first + set;
      part.n_sets = std::min(at_once, sets.n_sets - set);
      predict_part(part, work);
    }
  }

 private:
  /// More sets at once gain nothing.
  static constexpr std::size_t most_sets = 4096;

  struct Forms {
    DeviceArray<double> quark_antiquark, quark_gluon, gluon_quark;
  };
  /// Places in a workspace.
  struct Buffers {
    double *f, *nodes, *panels, *to_left, *seeds, *to_right, *slopes, *products;
  };
  struct Work {
    const Stream& stream;
    Blas& blas;
    Buffers buffers;
  };

  void upload_rows(const Queue& queue) {
    std::vector<double> weights, prefactor, proton_fraction;
    std::vector<int> over_proton, target;
    for (const BilinearBatchRow& row : groups_.rows) {
      weights.insert(weights.end(), row.weights.begin(), row.weights.end());
      prefactor.push_back(row.prefactor);
      proton_fraction.push_back(row.proton_fraction);
      over_proton.push_back(row.kind == BilinearKind::over_proton ? 1 : 0);
      target.push_back(static_cast<int>(row.row));
    }
    weights_ = queue.upload(weights);
    prefactor_ = queue.upload(prefactor);
    proton_fraction_ = queue.upload(proton_fraction);
    over_proton_ = queue.upload(over_proton);
    target_ = queue.upload(target);
  }

  static Buffers buffers(double* next, std::size_t n_sets, const BilinearSizes& sizes) {
    const auto take = [&](std::size_t size) { return std::exchange(next, next + n_sets * size); };
    return {take(sizes.f),     take(sizes.nodes),    take(sizes.panels), take(sizes.to_left),
            take(sizes.seeds), take(sizes.to_right), take(sizes.slopes), take(sizes.products)};
  }

  template <class... Parameters, class... Arguments>
  static void run(const Work& work, std::size_t n, void (*kernel)(Parameters...),
                  Arguments... arguments) {
    if (n > 0) launch(kernel, blocks_for(n), threads_per_block, work.stream, arguments...);
  }

  void predict_part(const BilinearSets& part, const Work& work) const {
    const Buffers& b = work.buffers;
    const std::size_t lines = part.n_sets * part.columns, depth = groups_.columns.size();
    const std::size_t size = scale_nodes * n_components * groups_.window;
    run(work, lines * depth, take_columns, part.f + part.first * part.columns * n_columns_,
        columns_.data(), depth, n_columns_, lines, b.f);
    std::size_t piece = groups_.n_pieces;
    for (std::size_t g = 0; g < groups_.groups.size(); ++g) {
      const BilinearGroup& group = groups_.groups[g];
      if (std::exchange(piece, group.piece) != group.piece)
        multiply<BatchPrecision::full>(
            work.blas, work.stream, {b.f, lines, depth, depth},
            {operators_.data() + group.piece * size * depth, size, depth, depth}, Transposed::yes,
            {b.nodes, lines, size, size});
      predict_group(part, group, forms_[g], work);
    }
  }

  void predict_group(const BilinearSets& part, const BilinearGroup& group, const Forms& forms,
                     const Work& work) const {
    const Buffers& b = work.buffers;
    const BilinearShape shape{part.n_sets,    group.n_rows, part.columns, groups_.window,
                              group.window(), group.left,   group.right};
    const BilinearRows rows{weights_.data() + group.first * scale_nodes,
                            prefactor_.data() + group.first, proton_fraction_.data() + group.first,
                            over_proton_.data() + group.first, target_.data() + group.first};
    const std::size_t chunks = (shape.n_rows + rows_per_thread - 1) / rows_per_thread;
    run(work, chunks * shape.n_sets * shape.panel, interpolate_partons, b.nodes, rows, shape,
        b.panels);
    multiply_to_left(shape, forms, work);
    const std::size_t warps = luminosity_threads / lanes_per_row;
    const std::size_t blocks = (shape.n_rows * shape.n_sets + warps - 1) / warps;
    launch(luminosities, static_cast<unsigned>(blocks), luminosity_threads, work.stream, b.panels,
           b.to_left, rows, shape, part, b.seeds);
    if (part.columns > 1) derive(part, shape, rows, forms, work);
  }

  void derive(const BilinearSets& part, const BilinearShape& shape, const BilinearRows& rows,
              const Forms& forms, const Work& work) const {
    const Buffers& b = work.buffers;
    multiply_to_right(shape, forms, work);
    run(work, shape.n_sets * shape.n_rows * shape.window, slopes_of_partons, b.to_left, b.to_right,
        b.seeds, shape, b.slopes);
    const std::size_t n_parameters = shape.columns - 1, depth = n_components * shape.window;
    const std::size_t width = n_parameters * scale_nodes;
    multiply_each(work.blas, work.stream, shape.n_sets,
                  {{b.slopes, shape.n_rows, depth, depth}, shape.n_rows * depth},
                  {{b.nodes + shape.nodes(), width, depth, depth}, shape.columns * shape.nodes()},
                  Transposed::yes,
                  {{b.products, shape.n_rows, width, width}, shape.n_rows * width});
    run(work, shape.n_sets * n_parameters * shape.n_rows, derivatives, b.products, rows, shape,
        part);
  }

  /// Panels of all rows times their forms: which ones, how many, and where the products go.
  struct PanelProduct {
    const DeviceArray<double>& form;
    std::size_t panel, count, out;
  };

  /// Forms times the target's partons.
  static void multiply_to_left(const BilinearShape& shape, const Forms& forms, const Work& work) {
    const auto apply = [&](const PanelProduct& product) {
      multiply_panels(shape, work, product, shape.right, shape.left, Transposed::yes,
                      {work.buffers.to_left, bilinear_to_left});
    };
    apply({forms.quark_antiquark, drell_yan::down_plus, n_quarks, 0});
    apply({forms.quark_gluon, drell_yan::gluon, 1, n_quarks});
    apply({forms.gluon_quark, panel_of_proton, 2, n_quarks + 1});
  }

  /// The beam's partons times forms.
  static void multiply_to_right(const BilinearShape& shape, const Forms& forms, const Work& work) {
    const auto apply = [&](const PanelProduct& product) {
      multiply_panels(shape, work, product, shape.left, shape.right, Transposed::no,
                      {work.buffers.to_right, bilinear_to_right});
    };
    apply({forms.quark_antiquark, drell_yan::down_plus, n_quarks, 0});
    apply({forms.quark_gluon, panel_of_proton, 1, n_quarks});
    apply({forms.gluon_quark, drell_yan::gluon, 1, n_quarks + 1});
  }

  /// Where products go: [row][of_row][set][window].
  struct PanelTarget {
    double* data;
    std::size_t of_row;
  };

  /// From panels over the window `in` to products over the window `out`.
  static void multiply_panels(const BilinearShape& shape, const Work& work,
                              const PanelProduct& product, std::size_t in, std::size_t out,
                              Transposed transposed, const PanelTarget& target) {
    const std::size_t n = shape.n_sets, lines = product.count * n;
    multiply_each(
        work.blas, work.stream, shape.n_rows,
        {{work.buffers.panels + product.panel * n * shape.panel + shape.panel - in, lines, in,
          shape.panel},
         bilinear_panels * n * shape.panel},
        {{product.form.data(), shape.left, shape.right, shape.right}, shape.left * shape.right},
        transposed,
        {{target.data + product.out * n * out, lines, out, out}, target.of_row * n * out});
  }

  std::size_t n_columns_;
  BilinearGroups groups_;
  DeviceArray<int> columns_;
  DeviceArray<double> operators_, weights_, prefactor_, proton_fraction_;
  DeviceArray<int> over_proton_, target_;
  std::vector<Forms> forms_;  ///< of each group
};

}  // namespace fitpack::cuda
