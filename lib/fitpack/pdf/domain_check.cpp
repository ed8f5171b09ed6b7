#include "fitpack/pdf/domain_check.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace fitpack {

namespace {

std::string place_of(const std::string& function, const PdfModelOptions& options,
                     const std::string& place) {
  const auto pdf = std::ranges::find(options.pdfs, function, &PdfOptions::name);
  if (pdf == options.pdfs.end() || pdf->place.empty()) return place + ": pdfs." + function;
  return pdf->place;
}

std::string number(double value) {
  if (std::isnan(value)) return "nan";
  std::ostringstream text;
  text << value;
  return text.str();
}

/// The parameter whose column is not finite in this row; empty if all are.
std::string bad_derivative(std::span<const double> row, const ParameterSet& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto p = parameters.free_index(i);
    if (p && !std::isfinite(row[1 + *p])) return parameters[i].name;
  }
  return {};
}

/// The first node where function a has no value or, with derivatives in the table, none of those.
bool check_function(std::size_t a, const PdfModel& model, const XNodes& nodes, PdfRows table,
                    const std::string& place, Problems& problems) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto row = table.row(a * nodes.size() + i);
    const std::string& name = model.basis().functions[a];
    const std::string where = " at x = " + number(nodes.x(i)) + " and the start values";
    if (table.width == 1 && !std::isfinite(row[0])) {
      problems.add(place, name + " is " + number(row[0]) + where,
                   "look for a division by zero, a root or a logarithm of a negative number");
      return false;
    }
    if (table.width == 1) continue;
    const std::string parameter = bad_derivative(row, model.parameters());
    if (parameter.empty()) continue;
    problems.add(
        place,
        "the derivative of " + name + " with respect to " + parameter + " is not finite" + where,
        "start elsewhere, or fix the parameter");
    return false;
  }
  return true;
}

}  // namespace

void check_domain(const PdfModel& model, const PdfModelOptions& options, const XNodes& nodes,
                  const std::string& place, Problems& problems) {
  const std::vector<double> all = model.parameters().all_values(model.parameters().start_values());
  for (const std::size_t width : {std::size_t{1}, 1 + model.n_free_parameters()}) {
    std::vector<double> values(model.n_functions() * nodes.size() * width);
    const PdfRows table{values.data(), width, width};
    if (model.tabulate(all, nodes, table)) continue;
    bool fine = true;
    for (std::size_t a = 0; a < model.n_functions(); ++a) {
      fine &= check_function(a, model, nodes, table,
                             place_of(model.basis().functions[a], options, place), problems);
    }
    if (!fine) return;
    problems.add(place + ": pdfs", "a sum rule has no finite derivatives at the start values",
                 "look for a root or a logarithm of zero; start elsewhere, or fix a parameter");
  }
}

}  // namespace fitpack
