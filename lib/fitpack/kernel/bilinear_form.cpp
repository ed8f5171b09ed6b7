#include "fitpack/kernel/bilinear_form.hpp"

#include "fitpack/core/contracts.hpp"

namespace fitpack {

BilinearForm::BilinearForm(NodeWindow left, NodeWindow right)
    : left_(left), right_(right), elements_(left.size * right.size, 0.0) {}

void BilinearForm::apply_to_right(std::span<const double> v, std::span<double> out) const {
  constexpr std::size_t width = column_padding;
  FITPACK_EXPECTS(v.size() >= right_.size * width && out.size() >= left_.size * width);
  multiply(view(), {v.data(), right_.size, width, width}, {out.data(), left_.size, width, width});
}

void BilinearForm::apply_to_left(std::span<const double> u, std::span<double> out) const {
  constexpr std::size_t width = column_padding;
  FITPACK_EXPECTS(u.size() >= left_.size * width && out.size() >= right_.size * width);
  multiply_transposed(view(), {u.data(), left_.size, width, width},
                      {out.data(), right_.size, width, width});
}

std::vector<double> BilinearForm::times(std::span<const double> v) const {
  FITPACK_EXPECTS(v.size() >= right_.size);
  std::vector<double> out(left_.size);
  multiply_vector(view(), v.first(right_.size), out);
  return out;
}

std::vector<double> BilinearForm::transposed_times(std::span<const double> u) const {
  FITPACK_EXPECTS(u.size() >= left_.size);
  std::vector<double> out(right_.size, 0.0);
  for (std::size_t i = 0; i < left_.size; ++i) {
    const double* row = elements_.data() + i * right_.size;
    for (std::size_t j = 0; j < right_.size; ++j) out[j] += u[i] * row[j];
  }
  return out;
}

}  // namespace fitpack
