#include "fitpack/prediction/composite_prediction.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "fitpack/core/aligned_vector.hpp"
#include "fitpack/core/contracts.hpp"

namespace fitpack {

CompositePrediction::CompositePrediction(std::vector<std::unique_ptr<Prediction>> parts,
                                         std::vector<std::vector<std::size_t>> owners)
    : parts_(std::move(parts)), owners_(std::move(owners)) {
  FITPACK_EXPECTS(!parts_.empty());
  FITPACK_EXPECTS(std::ranges::all_of(parts_, [this](const auto& part) {
    return part->n_blocks() == n_blocks() && part->n_columns() == n_columns();
  }));
  for (const auto& rows : owners_) {
    const std::set<std::size_t> distinct(rows.begin(), rows.end());
    parts_of_block_.emplace_back(distinct.begin(), distinct.end());
  }
}

bool CompositePrediction::depends_on_pdfs_alone() const {
  return std::ranges::all_of(parts_,
                             [](const auto& part) { return part->depends_on_pdfs_alone(); });
}

std::optional<BatchForm> CompositePrediction::batch_form() const {
  std::optional<BatchForm> form = parts_.front()->batch_form();
  for (std::size_t p = 1; p < parts_.size(); ++p)
    form = with_bilinear_rows(std::move(form), parts_[p]->batch_form());
  return form;
}

void CompositePrediction::set_parameters(std::span<const double> theta) {
  for (const auto& part : parts_) part->set_parameters(theta);
}

template <class Predict>
void CompositePrediction::gather(std::size_t block, std::size_t width, std::span<double> out,
                                 Predict&& predict) const {
  const std::vector<std::size_t>& here = parts_of_block_[block];
  if (here.size() == 1) return predict(*parts_[here.front()], out);
  AlignedVector rows(n_rows(block) * width);
  for (const std::size_t p : here) {
    predict(*parts_[p], std::span<double>(rows));
    for (std::size_t i = 0; i < n_rows(block); ++i)
      if (owners_[block][i] == p)
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                    out.begin() + static_cast<std::ptrdiff_t>(i * width));
  }
}

void CompositePrediction::values(std::size_t block, std::span<const double> f,
                                 std::span<double> theory) const {
  gather(block, 1, theory,
         [&](const Prediction& part, std::span<double> target) { part.values(block, f, target); });
}

void CompositePrediction::values_and_derivatives(std::size_t block, std::span<const double> table,
                                                 std::size_t stride, std::span<double> out) const {
  gather(block, stride, out, [&](const Prediction& part, std::span<double> target) {
    part.values_and_derivatives(block, table, stride, target);
  });
}

}  // namespace fitpack
