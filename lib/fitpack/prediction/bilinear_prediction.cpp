#include "fitpack/prediction/bilinear_prediction.hpp"

#include <algorithm>
#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

using drell_yan::Luminosity;

namespace {

std::vector<double> elements_of(const BilinearForm& form) {
  return {form.elements().begin(), form.elements().end()};
}

BilinearBatchRow batch_row(const BilinearRow& row, std::size_t at) {
  const BilinearForm& form = row.forms.quark_antiquark;
  return {at,
          row.scale.piece,
          row.scale.weights,
          form.left().size,
          form.right().size,
          elements_of(form),
          elements_of(row.forms.quark_gluon),
          elements_of(row.forms.gluon_quark),
          row.prefactor,
          row.proton_fraction,
          row.kind};
}

}  // namespace

BilinearPrediction::BilinearPrediction(drell_yan::PartonOperators operators,
                                       std::vector<std::vector<std::optional<BilinearRow>>> rows)
    : operators_(std::move(operators)), rows_(std::move(rows)) {
  for (auto& block : rows_)
    for (auto& row : block)
      if (row) row->scale = operators_.stencil(row->mu2);
}

std::size_t BilinearPrediction::bytes() const {
  std::size_t elements = 0;
  for (const auto& block : rows_)
    for (const auto& row : block)
      if (row)
        elements += row->forms.quark_antiquark.elements().size() +
                    row->forms.quark_gluon.elements().size() +
                    row->forms.gluon_quark.elements().size();
  return elements * sizeof(double) + operators_.kernel().bytes();
}

BilinearBatch BilinearPrediction::batch() const {
  BilinearBatch batch{n_columns(),
                      operators_.window().size,
                      operators_.n_pieces(),
                      operators_.components_of_functions(),
                      {}};
  std::size_t at = 0;
  for (const auto& block : rows_)
    for (const auto& row : block) {
      if (row) batch.rows.push_back(batch_row(*row, at));
      ++at;
    }
  return batch;
}

std::optional<BatchForm> BilinearPrediction::batch_form() const {
  BatchForm form;
  for (const auto& block : rows_) form.n_rows += block.size();
  form.n_columns = n_columns();
  form.bilinear = batch();
  return form;
}

void BilinearPrediction::evolve(std::span<const double> f) const {
  if (std::ranges::equal(f, values_source_)) return;
  values_source_.assign(f.begin(), f.end());
  const std::size_t size = operators_.node_size();
  const LinearKernel& kernel = operators_.kernel();
  const AlignedVector initial = operators_.initial(f, 1);
  values_nodes_.resize(kernel.n_blocks() * size);
  for (std::size_t node = 0; node < kernel.n_blocks(); ++node)
    kernel.apply(node, initial, std::span(values_nodes_).subspan(node * size, size));
}

void BilinearPrediction::evolve(std::span<const double> table, std::size_t stride) const {
  const auto used = table.first(n_columns() * stride);
  if (std::ranges::equal(used, evolved_.source)) return;
  evolved_.source.assign(used.begin(), used.end());
  const std::size_t size = operators_.node_size();
  const LinearKernel& kernel = operators_.kernel();
  const AlignedVector initial = operators_.initial(used, stride);
  evolved_.nodes.resize(kernel.n_blocks() * size * stride);
  evolved_.first_column.resize(kernel.n_blocks() * size);
  for (std::size_t node = 0; node < kernel.n_blocks(); ++node)
    kernel.apply_table(node, initial, stride,
                       std::span(evolved_.nodes).subspan(node * size * stride, size * stride));
  for (std::size_t i = 0; i < evolved_.first_column.size(); ++i)
    evolved_.first_column[i] = evolved_.nodes[i * stride];
}

BilinearPrediction::RowResult BilinearPrediction::evaluate(const BilinearRow& row,
                                                           std::span<const double> nodes,
                                                           Luminosity::Want want) const {
  const std::size_t size = operators_.node_size();
  std::vector<double> combinations(size, 0.0);
  const std::size_t first = row.scale.piece * row.scale.weights.size();
  for (std::size_t m = 0; m < row.scale.weights.size(); ++m) {
    const double* node = nodes.data() + (first + m) * size;
    for (std::size_t i = 0; i < size; ++i) combinations[i] += row.scale.weights[m] * node[i];
  }
  const std::vector<double> partons = operators_.flavours(combinations);
  const Luminosity luminosity(row.forms, operators_.window(), partons, want);
  const bool over_proton = row.kind == BilinearRow::Kind::over_proton;
  const double above = luminosity.value(row.proton_fraction);
  const double below = over_proton ? luminosity.value(1.0) : 1.0;
  RowResult result{row.prefactor * above / below, {}};
  if (want == Luminosity::Want::value) return result;
  result.gradient.assign(size, 0.0);
  luminosity.add_gradient(row.proton_fraction, row.prefactor / below, result.gradient);
  if (over_proton) luminosity.add_gradient(1.0, -result.value / below, result.gradient);
  operators_.pull_back(result.gradient);
  return result;
}

void BilinearPrediction::values(std::size_t block, std::span<const double> f,
                                std::span<double> theory) const {
  evolve(f);
  for (std::size_t i = 0; i < n_rows(block); ++i)
    theory[i] = rows_[block][i]
                    ? evaluate(*rows_[block][i], values_nodes_, Luminosity::Want::value).value
                    : 0.0;
}

std::vector<std::size_t> BilinearPrediction::rows_of(std::size_t block, std::size_t piece) const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < n_rows(block); ++i)
    if (rows_[block][i] && rows_[block][i]->scale.piece == piece) found.push_back(i);
  return found;
}

void BilinearPrediction::add_piece(std::size_t block, std::size_t piece, std::size_t stride,
                                   std::span<double> out) const {
  const std::vector<std::size_t> rows = rows_of(block, piece);
  if (rows.empty()) return;
  const std::size_t size = operators_.node_size();
  const std::size_t width = drell_yan::PartonOperators::nodes_per_piece() * size;
  AlignedVector gradients(rows.size() * width), products(rows.size() * stride);
  std::vector<double> values;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const BilinearRow& row = *rows_[block][rows[k]];
    const RowResult result = evaluate(row, evolved_.first_column, Luminosity::Want::gradient);
    values.push_back(result.value);
    double* target = gradients.data() + k * width;
    for (const double weight : row.scale.weights)
      for (const double slope : result.gradient) *target++ = weight * slope;
  }
  multiply({gradients.data(), rows.size(), width, width},
           {evolved_.nodes.data() + piece * width * stride, width, stride, stride},
           {products.data(), rows.size(), stride, stride});
  for (std::size_t k = 0; k < rows.size(); ++k) {
    double* target = out.data() + rows[k] * stride;
    std::copy_n(products.data() + k * stride, stride, target);
    target[0] = values[k];
  }
}

void BilinearPrediction::values_and_derivatives(std::size_t block, std::span<const double> table,
                                                std::size_t stride, std::span<double> out) const {
  FITPACK_EXPECTS(stride % column_padding == 0 && out.size() >= n_rows(block) * stride);
  evolve(table, stride);
  std::fill_n(out.begin(), n_rows(block) * stride, 0.0);
  for (std::size_t piece = 0; piece < operators_.n_pieces(); ++piece)
    add_piece(block, piece, stride, out);
}

}  // namespace fitpack
