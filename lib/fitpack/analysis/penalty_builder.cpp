#include "fitpack/analysis/penalty_builder.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "fitpack/analysis/theory.hpp"
#include "fitpack/core/contracts.hpp"
#include "fitpack/pdf/pdf_quantity.hpp"
#include "fitpack/pdf/x_grid.hpp"

namespace fitpack {

namespace {

class PenaltyBuilder {
 public:
  explicit PenaltyBuilder(const RunCard& card)
      : card_(card), basis_(*flavour_basis(card.pdfs.basis)), grid_(card.theory.x_min) {}

  std::vector<PenaltyTerm> terms() {
    if (const auto& positivity = card_.penalties.positivity)
      for (const std::string& name : positivity->of)
        for (const double x : positivity->x)
          terms_.push_back({"positivity of " + name, PenaltyShape::negative, positivity->weight,
                            is_structure_function(name)
                                ? structure_function(name, x, positivity->q2)
                                : pdf(name, x, 1.0)});
    if (const auto& small = card_.penalties.integrability)
      for (const std::string& name : small->of)
        for (const double x : small->x)  // the PDFs are x f
          terms_.push_back({"integrability of " + name, PenaltyShape::quadratic, small->weight,
                            pdf(name, x, std::pow(x, small->power - 1.0))});
    return std::move(terms_);
  }

 private:
  using Row = std::vector<std::pair<std::size_t, double>>;

  static bool is_structure_function(const std::string& name) {
    const auto& known = positive_structure_functions();
    return std::ranges::find(known, name) != known.end();
  }

  [[nodiscard]] Row pdf(const std::string& name, double x, double scale) const {
    const auto factors = pdf_quantity(basis_, name);
    FITPACK_EXPECTS(factors.has_value());
    const Stencil stencil = grid_.stencil(x);
    Row row;
    for (std::size_t a = 0; a < basis_.size(); ++a) {
      if ((*factors)[a] == 0.0) continue;
      for (std::size_t m = 0; m < stencil.weights.size(); ++m)
        row.emplace_back(a * grid_.size() + stencil.first + m,
                         scale * (*factors)[a] * stencil.weights[m]);
    }
    return row;
  }

  [[nodiscard]] Row structure_function(const std::string& name, double x, double q2) {
    if (!theory_) theory_ = std::make_unique<Theory>(card_.theory, card_.electroweak, basis_);
    const auto function = name == "F2" ? dis::StructureFunction::f2 : dis::StructureFunction::fl;
    const std::vector<double> weights =
        theory_->structure_function_row(function, dis::Current::photon, x, q2);
    Row row;
    for (std::size_t a = 0; a < weights.size(); ++a)
      if (weights[a] != 0.0) row.emplace_back(a, weights[a]);
    return row;
  }

  const RunCard& card_;
  FlavourBasis basis_;
  XGrid grid_;
  std::unique_ptr<Theory> theory_;
  std::vector<PenaltyTerm> terms_;
};

}  // namespace

std::vector<PenaltyTerm> penalty_terms(const RunCard& card) { return PenaltyBuilder(card).terms(); }

}  // namespace fitpack
