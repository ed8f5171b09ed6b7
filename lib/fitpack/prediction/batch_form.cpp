#include "fitpack/prediction/batch_form.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

namespace {

/// Two parts of a form: rows, columns and theory parameters are the same.
bool go_together(const BatchForm& a, const BatchForm& b) {
  return b.is_part() && a.n_rows == b.n_rows && a.n_columns == b.n_columns &&
         a.parameters.theory == b.parameters.theory;
}

/// Leaves out rows, ascending.
void leave_out(FormPart& part, std::size_t n_columns, const std::vector<std::size_t>& rows) {
  const std::size_t before = part.rows.size();
  std::vector<bool> stays;
  for (const std::size_t row : part.rows) stays.push_back(!std::ranges::binary_search(rows, row));
  std::erase_if(part.rows, [&](std::size_t row) { return std::ranges::binary_search(rows, row); });
  for (std::vector<double>& elements : part.cells) {
    auto out = elements.begin();
    const auto width = static_cast<std::ptrdiff_t>(n_columns);
    for (std::size_t line = 0; line * n_columns < elements.size(); ++line) {
      const auto from = elements.begin() + static_cast<std::ptrdiff_t>(line) * width;
      if (stays[line % before]) out = std::copy(from, from + width, out);
    }
    elements.erase(out, elements.end());
  }
}

/// The part that some rows have of a form that is one part of all rows.
FormPart selected(const BatchForm& form, const std::vector<std::size_t>& rows) {
  const auto n = static_cast<std::ptrdiff_t>(form.n_columns);
  FormPart part{rows, {}};
  for (const std::vector<double>& elements : form.leading.cells) {
    std::vector<double>& kept = part.cells.emplace_back();
    for (auto member = elements.begin(); member != elements.end();
         member += n * static_cast<std::ptrdiff_t>(form.n_rows))
      for (const std::size_t row : rows) {
        const auto first = member + n * static_cast<std::ptrdiff_t>(row);
        kept.insert(kept.end(), first, first + n);
      }
  }
  return part;
}

}  // namespace

bool BatchForm::is_part() const {
  return bilinear.empty() && leading.rows.size() == n_rows && denominator.cells.empty() &&
         f2.cells.empty() && parameters.normalisations.empty();
}

bool BatchForm::is_plain() const { return is_part() && parameters.theory.empty(); }

BatchForm form_of_rows(std::size_t n_columns, std::vector<ParameterNodes> theory,
                       std::size_t n_rows, std::vector<std::vector<double>> cells) {
  BatchForm form;
  form.n_rows = n_rows;
  form.n_columns = n_columns;
  form.parameters.theory = std::move(theory);
  form.leading.rows.resize(n_rows);
  std::iota(form.leading.rows.begin(), form.leading.rows.end(), std::size_t{0});
  form.leading.cells = std::move(cells);
  FITPACK_EXPECTS(form.leading.cells.size() == form.parameters.n_cells());
  return form;
}

std::optional<BatchForm> with_denominator(std::optional<BatchForm> form,
                                          const std::optional<BatchForm>& below,
                                          const std::vector<std::size_t>& rows) {
  if (!form || !below || !form->is_part() || !go_together(*form, *below)) return std::nullopt;
  form->denominator = selected(*below, rows);
  return form;
}

std::optional<BatchForm> with_higher_twist_term(std::optional<BatchForm> form,
                                                std::optional<BatchForm> f2,
                                                const HigherTwistCoefficients& coefficients,
                                                std::vector<HigherTwistPoint> points) {
  if (!form || !f2 || !form->f2.cells.empty() || !form->parameters.normalisations.empty() ||
      !go_together(*form, *f2))
    return std::nullopt;
  FITPACK_EXPECTS(points.size() == form->n_rows);
  form->f2 = std::move(f2->leading);
  form->parameters.higher_twist = coefficients;
  form->points = std::move(points);
  return form;
}

std::optional<BatchForm> divided_by(std::optional<BatchForm> form,
                                    std::vector<NormalisationValue> normalisations,
                                    std::vector<int> of_rows) {
  if (!form || !form->parameters.normalisations.empty()) return std::nullopt;
  FITPACK_EXPECTS(of_rows.size() == form->n_rows);
  form->parameters.normalisations = std::move(normalisations);
  form->normalisation = std::move(of_rows);
  return form;
}

std::optional<BatchForm> with_bilinear_rows(std::optional<BatchForm> linear,
                                            std::optional<BatchForm> bilinear) {
  if (!linear || !bilinear || !linear->bilinear.empty() ||
      !linear->parameters.normalisations.empty() || bilinear->n_rows != linear->n_rows)
    return std::nullopt;
  std::vector<std::size_t> rows;
  for (const BilinearBatchRow& row : bilinear->bilinear.rows) rows.push_back(row.row);
  for (FormPart* part : {&linear->leading, &linear->denominator, &linear->f2})
    leave_out(*part, linear->n_columns, rows);
  linear->bilinear = std::move(bilinear->bilinear);
  return linear;
}

}  // namespace fitpack
