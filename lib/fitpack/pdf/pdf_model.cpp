#include "fitpack/pdf/pdf_model.hpp"

#include <algorithm>
#include <cmath>

#include "fitpack/core/contracts.hpp"
#include "fitpack/pdf/pdf_system_builder.hpp"
#include "fitpack/pdf/sum_rules.hpp"

namespace fitpack {

PdfModel::PdfModel(const PdfModelOptions& options, const ParameterSet& parameters,
                   const std::string& place, Problems& problems,
                   const std::vector<std::string>& used_elsewhere)
    : parameters_(parameters) {
  PdfSystemBuilder builder(options, parameters, place, problems, used_elsewhere);
  basis_ = builder.basis();
  system_ = builder.build();
}

bool PdfModel::tabulate(std::span<const double> all, const XNodes& nodes, PdfRows rows) const {
  FITPACK_EXPECTS(rows.width == 1 || rows.width == 1 + n_free_parameters());
  DualRows amplitudes(n_functions(), rows.width);
  if (!solve_amplitudes(system_, all, amplitudes)) return false;
  fitpack::tabulate(system_, system_.order, all, amplitudes, nodes, rows);
  double checksum = 0.0;  // not finite as soon as one value is not
  for (std::size_t i = 0; i < n_functions() * nodes.size(); ++i)
    checksum += std::abs(rows.row(i)[0]);
  return std::isfinite(checksum);
}

std::optional<std::vector<double>> PdfModel::values(std::span<const double> all,
                                                    std::span<const double> x) const {
  std::vector<double> f(n_functions() * x.size());
  if (!tabulate(all, XNodes(x), PdfRows{f.data(), 1, 1})) return std::nullopt;
  return f;
}

std::optional<std::vector<SolvedAmplitude>> PdfModel::solved_amplitudes(
    std::span<const double> all) const {
  DualRows amplitudes(n_functions(), 1 + n_free_parameters());
  if (!solve_amplitudes(system_, all, amplitudes)) return std::nullopt;
  std::vector<SolvedAmplitude> solved;
  for (std::size_t a = 0; a < n_functions(); ++a) {
    const PdfEntry& entry = system_.entries[a];
    if (!entry.form || entry.amplitude.rule == AmplitudeRule::coefficient) continue;
    const std::string& function = basis_.functions[a];
    const ConstDualRow row = amplitudes[a];
    solved.push_back({"A" + (function.starts_with('x') ? function.substr(1) : function),
                      row[0],
                      {row.begin() + 1, row.end()}});
  }
  return solved;
}

std::optional<std::vector<double>> PdfModel::moments(std::span<const double> all, int n) const {
  DualRows amplitudes(n_functions(), 1);
  DualRows result(n_functions(), 1);
  if (!solve_amplitudes(system_, all, amplitudes)) return std::nullopt;
  if (!fitpack::moments(system_, n, all, amplitudes, result)) return std::nullopt;
  std::vector<double> values;
  for (std::size_t a = 0; a < n_functions(); ++a) values.push_back(result[a][0]);
  return values;
}

}  // namespace fitpack
