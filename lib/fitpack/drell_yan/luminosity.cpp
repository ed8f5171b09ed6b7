#include "fitpack/drell_yan/luminosity.hpp"

#include "fitpack/core/contracts.hpp"

namespace fitpack::drell_yan {

namespace {

static_assert(n_quark_components == column_padding);

/// The quark components of a run of nodes, as columns.
AlignedVector columns_of(std::span<const double> partons, std::size_t window, std::size_t offset,
                         std::size_t n) {
  AlignedVector panel(n * n_quark_components);
  for (std::size_t q = 0; q < n_quark_components; ++q)
    for (std::size_t i = 0; i < n; ++i)
      panel[i * n_quark_components + q] = partons[(q + 1) * window + offset + i];
  return panel;
}

}  // namespace

Luminosity::Luminosity(const ChannelForms& forms, NodeWindow window,
                       std::span<const double> partons, Want want)
    : forms_(forms), window_(window), partons_(partons) {
  FITPACK_EXPECTS(partons.size() == n_components * window.size);
  const BilinearForm& qq = forms.quark_antiquark;
  const std::size_t n_left = qq.left().size, n_right = qq.right().size;
  const auto gluons = partons.first(window.size);
  to_left_.resize(n_left * n_quarks);
  qq.apply_to_right(columns_of(partons, window.size, right_offset(), n_right), to_left_);
  gluon_to_left_ = forms.quark_gluon.times(gluons.subspan(right_offset()));
  if (want == Want::value) return;
  to_right_.resize(n_right * n_quarks);
  qq.apply_to_left(columns_of(partons, window.size, left_offset(), n_left), to_right_);
  const std::vector<double> quarks = charged(1.0);
  charged_to_right_ = forms.quark_gluon.transposed_times(std::span(quarks).subspan(left_offset()));
  gluon_to_right_ = forms.gluon_quark.transposed_times(gluons.subspan(left_offset()));
}

std::vector<double> Luminosity::charged(double z) const {
  std::vector<double> sum(window_.size, 0.0);
  for (std::size_t c = down_plus; c < down_minus; ++c) {
    const double weight = z * charge2(c) + (1.0 - z) * charge2(partner(c));
    for (std::size_t i = 0; i < window_.size; ++i) sum[i] += weight * parton(c, i);
  }
  return sum;
}

double Luminosity::value(double z) const {
  const std::size_t n = forms_.quark_antiquark.left().size, offset = left_offset();
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t q = 0; q < n_quarks; ++q) {
      const double* row = to_left_.data() + i * n_quarks;
      const double target = z * row[q] + (1.0 - z) * row[partner(q + 1) - 1];
      sum += luminosity_sign(q + 1) * charge2(q + 1) * parton(q + 1, offset + i) * target;
    }
  const std::vector<double> quarks = charged(1.0), target = charged(z);
  const auto to_gluon = forms_.gluon_quark.times(std::span(target).subspan(right_offset()));
  for (std::size_t i = 0; i < n; ++i)
    sum += quarks[offset + i] * gluon_to_left_[i] + parton(gluon, offset + i) * to_gluon[i];
  return sum;
}

void Luminosity::add_gradient(double z, double weight, std::span<double> gradient) const {
  const std::size_t n_left = forms_.quark_antiquark.left().size;
  const std::size_t n_right = forms_.quark_antiquark.right().size;
  const std::vector<double> target = charged(z);
  const auto to_gluon = forms_.gluon_quark.times(std::span(target).subspan(right_offset()));
  double* beam = gradient.data() + left_offset();
  double* aim = gradient.data() + right_offset();
  for (std::size_t i = 0; i < n_left; ++i) beam[i] += weight * to_gluon[i];
  for (std::size_t j = 0; j < n_right; ++j) aim[j] += weight * charged_to_right_[j];
  for (std::size_t q = 0; q < n_quarks; ++q) {
    const std::size_t other = partner(q + 1) - 1;
    const double own = weight * luminosity_sign(q + 1) * charge2(q + 1);
    const double seen = z * charge2(q + 1), seen_as_other = (1.0 - z) * charge2(other + 1);
    const double gluons = is_plus(q + 1) ? weight : 0.0;
    beam = gradient.data() + (q + 1) * window_.size + left_offset();
    for (std::size_t i = 0; i < n_left; ++i) {
      const double* row = to_left_.data() + i * n_quarks;
      beam[i] +=
          own * (z * row[q] + (1.0 - z) * row[other]) + gluons * charge2(q + 1) * gluon_to_left_[i];
    }
    aim = gradient.data() + (q + 1) * window_.size + right_offset();
    for (std::size_t j = 0; j < n_right; ++j) {
      const double* row = to_right_.data() + j * n_quarks;
      aim[j] += weight * luminosity_sign(q + 1) * (seen * row[q] + seen_as_other * row[other]) +
                gluons * (seen + seen_as_other) * gluon_to_right_[j];
    }
  }
}

}  // namespace fitpack::drell_yan
