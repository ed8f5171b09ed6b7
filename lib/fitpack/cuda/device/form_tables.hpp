#pragma once

#include <vector>

#include "fitpack/prediction/batch_form.hpp"
#include "form_kernels.hpp"
#include "queue.hpp"

namespace fitpack::cuda {

/// What a form has beside kernels and the numbers of sets, on the device.
class FormTables {
 public:
  FormTables(const BatchForm& form, const Queue& queue)
      : n_rows_(form.n_rows),
        leading_(queue.upload(numbers_in(form.leading, form.n_rows))),
        denominator_(queue.upload(numbers_in(form.denominator, form.n_rows))),
        f2_(queue.upload(numbers_in(form.f2, form.n_rows))),
        normalisation_(queue.upload(form.normalisation)),
        columns_(queue.upload(form.parameters.columns())) {
    std::vector<double> x, q2;
    for (const HigherTwistPoint& point : form.points) {
      x.push_back(point.x);
      q2.push_back(point.q2);
    }
    x_ = queue.upload(x);
    q2_ = queue.upload(q2);
    for (std::size_t cell = 0; cell < form.parameters.n_cells(); ++cell)
      cells_.push_back({form.parameters.n_members(cell), form.leading.rows.size(),
                        form.denominator.rows.size(), form.f2.rows.size()});
  }

  [[nodiscard]] FormRows rows(std::size_t n_vectors) const {
    return {leading_.data(), denominator_.data(), f2_.data(), normalisation_.data(),
            x_.data(),       q2_.data(),          n_rows_,    n_vectors};
  }
  [[nodiscard]] const std::vector<FormCell>& cells() const { return cells_; }
  [[nodiscard]] const int* columns() const { return columns_.data(); }

 private:
  static std::vector<int> numbers_in(const FormPart& part, std::size_t n_rows) {
    std::vector<int> numbers(n_rows, -1);
    for (std::size_t i = 0; i < part.rows.size(); ++i) numbers[part.rows[i]] = static_cast<int>(i);
    return numbers;
  }

  std::size_t n_rows_;
  DeviceArray<int> leading_, denominator_, f2_, normalisation_, columns_;
  DeviceArray<double> x_, q2_;
  std::vector<FormCell> cells_;
};

}  // namespace fitpack::cuda
