#pragma once

#include <span>

#include "fitpack/pdf/initial_pdfs.hpp"
#include "fitpack/pdf/pdf_model.hpp"
#include "fitpack/pdf/x_nodes.hpp"

namespace fitpack {

/// A PdfModel on fixed x-nodes: the table that kernels multiply. Logarithms of the nodes are
/// computed once. Holds copies of what it needs; local.
class SampledPdfs final : public InitialPdfs {
 public:
  /// Nodes in (0, 1]; the PDFs at x = 1 are zero.
  SampledPdfs(PdfModel model, std::span<const double> x_nodes)
      : model_(std::move(model)), nodes_(x_nodes) {}

  [[nodiscard]] const PdfModel& model() const { return model_; }
  [[nodiscard]] std::size_t n_values() const override {
    return model_.n_functions() * nodes_.size();
  }
  [[nodiscard]] std::size_t n_free_parameters() const override {
    return model_.n_free_parameters();
  }
  [[nodiscard]] bool values(std::span<const double> theta, std::span<double> f) const override;
  [[nodiscard]] bool values_and_derivatives(std::span<const double> theta, std::span<double> table,
                                            std::size_t stride) const override;

 private:
  PdfModel model_;
  XNodes nodes_;
};

}  // namespace fitpack
