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

}  // namespace fitpack
