#include "fitpack/cuda/bilinear_groups.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "fitpack/drell_yan/components.hpp"

namespace fitpack {

namespace {

using drell_yan::n_components;
using drell_yan::scale_nodes;

std::vector<int> columns_that_matter(const BilinearBatch& batch) {
  std::vector<bool> matters(batch.n_columns, false);
  for (std::size_t e = 0; e < batch.operators.size(); ++e)
    if (batch.operators[e] != 0.0) matters[e % batch.n_columns] = true;
  std::vector<int> columns;
  for (std::size_t a = 0; a < matters.size(); ++a)
    if (matters[a]) columns.push_back(static_cast<int>(a));
  return columns;
}

/// Where n elements end, `own` of them are filled.
void fill_end(const std::vector<double>& form, const BilinearBatchRow& row,
              const BilinearGroup& group, std::vector<double>& out) {
  const std::size_t first = out.size();
  out.resize(first + group.left * group.right, 0.0);
  for (std::size_t i = 0; i < row.left; ++i)
    std::copy_n(form.begin() + static_cast<std::ptrdiff_t>(i * row.right), row.right,
                out.begin() +
                    static_cast<std::ptrdiff_t>(first + (group.left - row.left + i) * group.right +
                                                group.right - row.right));
}

BilinearGroup group_of(std::vector<BilinearBatchRow>& rows, std::size_t first, std::size_t n) {
  BilinearGroup group{rows[first].piece, first, n, 0, 0, {}, {}, {}};
  for (std::size_t r = first; r < first + n; ++r) {
    group.left = std::max(group.left, rows[r].left);
    group.right = std::max(group.right, rows[r].right);
  }
  for (std::size_t r = first; r < first + n; ++r) {
    BilinearBatchRow& row = rows[r];
    fill_end(row.quark_antiquark, row, group, group.quark_antiquark);
    fill_end(row.quark_gluon, row, group, group.quark_gluon);
    fill_end(row.gluon_quark, row, group, group.gluon_quark);
    row.quark_antiquark = row.quark_gluon = row.gluon_quark = {};
  }
  return group;
}

}  // namespace

BilinearSizes BilinearGroups::sizes(std::size_t n_columns_of_table) const {
  BilinearSizes sizes;
  sizes.f = n_columns_of_table * columns.size();
  sizes.nodes = n_columns_of_table * scale_nodes * n_components * window;
  const std::size_t n_parameters = n_columns_of_table - 1;
  for (const BilinearGroup& group : groups) {
    const std::size_t n = group.n_rows;
    sizes.panels = std::max(sizes.panels, n * bilinear_panels * group.window());
    sizes.to_left = std::max(sizes.to_left, n * bilinear_to_left * group.left);
    sizes.seeds = std::max(sizes.seeds, 2 * n);
    if (n_parameters == 0) continue;
    sizes.to_right = std::max(sizes.to_right, n * bilinear_to_right * group.right);
    sizes.slopes = std::max(sizes.slopes, n * n_components * window);
    sizes.products = std::max(sizes.products, n * scale_nodes * n_parameters);
  }
  return sizes;
}

double BilinearGroups::flops(std::size_t n_columns_of_table) const {
  const std::size_t partons = n_components * window, n_parameters = n_columns_of_table - 1;
  std::size_t sum = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const BilinearGroup& group = groups[g];
    if (g == 0 || groups[g - 1].piece != group.piece)
      sum += n_columns_of_table * scale_nodes * partons * columns.size();
    sum += group.n_rows * group.left * group.right * bilinear_to_left;
    if (n_parameters == 0) continue;
    sum += group.n_rows *
           (group.left * group.right * bilinear_to_right + partons * scale_nodes * n_parameters);
  }
  return 2.0 * static_cast<double>(sum);
}

BilinearGroups bilinear_groups(BilinearBatch batch, std::size_t most_rows) {
  BilinearGroups result;
  result.window = batch.window;
  result.n_pieces = batch.n_pieces;
  result.columns = columns_that_matter(batch);
  const std::size_t n_lines = batch.n_columns == 0 ? 0 : batch.operators.size() / batch.n_columns;
  result.operators.reserve(n_lines * result.columns.size());
  for (std::size_t line = 0; line < n_lines; ++line)
    for (const int a : result.columns)
      result.operators.push_back(
          batch.operators[line * batch.n_columns + static_cast<std::size_t>(a)]);
  result.rows = std::move(batch.rows);
  std::ranges::stable_sort(result.rows, {}, [](const BilinearBatchRow& row) {
    return std::tuple(row.piece, row.left, row.right);
  });
  for (std::size_t first = 0, n = 0; first < result.rows.size(); first += n) {
    n = 0;
    while (n < most_rows && first + n < result.rows.size() &&
           result.rows[first + n].piece == result.rows[first].piece)
      ++n;
    result.groups.push_back(group_of(result.rows, first, n));
  }
  return result;
}

}  // namespace fitpack
