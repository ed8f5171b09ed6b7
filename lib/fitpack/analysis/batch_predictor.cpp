#include "fitpack/analysis/batch_predictor.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "fitpack/analysis/pdf_evaluator.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/core/not_a_number.hpp"

namespace fitpack {

namespace {

/// Sets that share a table: it fits into the processor's cache.
constexpr std::size_t sets_per_table = 64;
/// Sets whose PDFs are held at once.
constexpr std::size_t sets_per_batch = 8192;

std::unique_ptr<BatchProducts> make_products(Analysis& analysis, const Logger& logger) {
  const Prediction& prediction = analysis.objective().prediction();
  if (const std::optional<CudaDevice>& device = analysis.device()) {
    if (std::optional<BatchForm> form = prediction.batch_form())
      return make_cuda_products(*std::move(form), *device, analysis.card().kernels.batch_precision);
    logger->info("GPU {}: not all of these predictions can be made there; the CPU does the work",
                 device->number);
    return nullptr;
  }
  const LinearKernel* kernel = prediction.linear_kernel();
  return kernel == nullptr ? nullptr : make_cpu_products(*kernel);
}

}  // namespace

BatchPredictor::BatchPredictor(Analysis& analysis, const Logger& logger)
    : analysis_(analysis), logger_(logger), n_(analysis.objective().n_parameters()) {
  const Prediction& prediction = analysis_.objective().prediction();
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) n_rows_ += prediction.n_rows(b);
}

/// Kernels go to a device with the first batch: who only wants PDFs leaves its memory to others.
void BatchPredictor::make_products_once() {
  if (products_are_made_) return;
  products_ = make_products(analysis_, logger_);
  products_are_made_ = true;
}

bool BatchPredictor::pdfs_of(std::span<const double> theta, std::span<double> f) const {
  return has_theory(analysis_.card(), theta) && analysis_.objective().pdfs().values(theta, f);
}

void BatchPredictor::pdfs(std::span<const double> thetas, std::size_t n_sets, std::span<double> f,
                          std::vector<bool>& valid) const {
  const std::size_t n_values = analysis_.objective().pdfs().n_values();
  FITPACK_EXPECTS(thetas.size() == n_sets * n_ && f.size() == n_sets * n_values);
  valid.assign(n_sets, false);
  for (std::size_t k = 0; k < n_sets; ++k)
    valid[k] = pdfs_of(thetas.subspan(k * n_, n_), f.subspan(k * n_values, n_values));
}

void BatchPredictor::predict(std::span<const double> thetas, std::size_t n_sets,
                             std::span<double> out) {
  FITPACK_EXPECTS(thetas.size() == n_sets * n_ && out.size() == n_sets * n_rows_);
  if (n_sets > 1) make_products_once();
  const bool together = analysis_.objective().prediction().depends_on_pdfs_alone();
  const std::size_t step = products_ ? sets_per_batch : together ? sets_per_table : 1;
  for (std::size_t k = 0; k < n_sets; k += step) {
    const std::size_t count = std::min(step, n_sets - k);
    const auto some = thetas.subspan(k * n_, count * n_);
    const auto part = out.subspan(k * n_rows_, count * n_rows_);
    if (count == 1)
      predict_one(some, part);
    else if (products_)
      predict_products(some, count, part);
    else
      predict_together(some, count, part);
  }
}

void BatchPredictor::predict_products(std::span<const double> thetas, std::size_t n_sets,
                                      std::span<double> out) {
  const std::size_t n_values = products_->n_columns();
  std::vector<double> f(n_sets * n_values, 0.0);
  std::vector<bool> valid;
  pdfs(thetas, n_sets, f, valid);
  for (std::size_t k = 0; k < n_sets; ++k)
    if (!valid[k]) std::ranges::fill(std::span(f).subspan(k * n_values, n_values), 0.0);
  products_->predict({n_sets, f, thetas}, out);
  for (std::size_t k = 0; k < n_sets; ++k)
    if (!valid[k]) std::ranges::fill(out.subspan(k * n_rows_, n_rows_), not_a_number);
}

void BatchPredictor::predict_together(std::span<const double> thetas, std::size_t n_sets,
                                      std::span<double> out) {
  const Prediction& prediction = analysis_.objective().prediction();
  const std::size_t stride = padded(n_sets);
  std::vector<double> f(analysis_.objective().pdfs().n_values());
  AlignedVector table(f.size() * stride), rows;
  std::vector<bool> valid(n_sets);
  for (std::size_t k = 0; k < n_sets; ++k) {
    valid[k] = pdfs_of(thetas.subspan(k * n_, n_), f);
    for (std::size_t a = 0; a < f.size(); ++a) table[a * stride + k] = valid[k] ? f[a] : 0.0;
  }
  std::size_t first = 0;
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    const std::size_t n_rows = prediction.n_rows(b);
    rows.resize(n_rows * stride);
    prediction.values_and_derivatives(b, table, stride, rows);
    for (std::size_t k = 0; k < n_sets; ++k)
      for (std::size_t i = 0; i < n_rows; ++i)
        out[k * n_rows_ + first + i] = valid[k] ? rows[i * stride + k] : not_a_number;
    first += n_rows;
  }
}

void BatchPredictor::predict_one(std::span<const double> theta, std::span<double> out) {
  std::ranges::fill(out, not_a_number);
  Prediction& prediction = analysis_.objective().prediction();
  std::vector<double> f(analysis_.objective().pdfs().n_values());
  if (!pdfs_of(theta, f)) return;
  prediction.set_parameters(theta);
  std::size_t row = 0;
  for (std::size_t b = 0; b < prediction.n_blocks(); ++b) {
    prediction.values(b, f, out.subspan(row, prediction.n_rows(b)));
    row += prediction.n_rows(b);
  }
}

}  // namespace fitpack
