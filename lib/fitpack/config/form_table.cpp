#include "fitpack/config/form_table.hpp"

#include <algorithm>

#include "fitpack/core/contracts.hpp"

namespace fitpack {

const std::vector<FormKeys>& form_table() {
  static const std::vector<FormKeys> table{
      power_form_keys(),     combination_form_keys(), jam_form_keys(),    chebyshev_form_keys(),
      bernstein_form_keys(), network_form_keys(),     formula_form_keys()};
  return table;
}

const FormKeys& form_keys(const FormOptions& form) {
  const auto found = std::ranges::find(form_table(), form.index(), &FormKeys::alternative);
  FITPACK_EXPECTS(found != form_table().end());
  return *found;
}

}  // namespace fitpack
