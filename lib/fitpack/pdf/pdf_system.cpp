#include "fitpack/pdf/pdf_system.hpp"

#include <algorithm>

namespace fitpack {

namespace {

PdfRows rows_of(std::size_t function, const XNodes& nodes, PdfRows table) {
  return {table.data + function * nodes.size() * table.stride, table.width, table.stride};
}

std::vector<PdfRows> references_of(const PdfEntry& entry, const XNodes& nodes, PdfRows table) {
  std::vector<PdfRows> references;
  for (const std::size_t function : entry.form->references()) {
    references.push_back(rows_of(function, nodes, table));
  }
  return references;
}

}  // namespace

void tabulate(const PdfSystem& system, std::span<const std::size_t> functions,
              std::span<const double> all, const DualRows& amplitudes, const XNodes& nodes,
              PdfRows table) {
  for (const std::size_t a : functions) {
    const PdfEntry& entry = system.entries[a];
    const PdfRows target = rows_of(a, nodes, table);
    for (std::size_t i = 0; i < nodes.size(); ++i) std::ranges::fill(target.row(i), 0.0);
    if (entry.form) {
      entry.form->add({all, references_of(entry, nodes, table)}, amplitudes[a], nodes, target);
    }
    for (const CombinationForm::Term& term : entry.combination.terms) {
      const PdfRows source = rows_of(term.function, nodes, table);
      const EvaluatedFactor factor = term.factor.at(all, table.width);
      for (std::size_t i = 0; i < nodes.size(); ++i) factor.add_to(target.row(i), source.row(i));
    }
  }
}

bool add_form_moments(const PdfSystem& system, std::size_t a, int n, std::span<const double> all,
                      const DualRows& amplitudes, DualRow shape, DualRow rest) {
  const PdfEntry& entry = system.entries[a];
  const XNodes* nodes = entry.form->moment_nodes();
  if (nodes == nullptr || entry.needs.empty()) {
    return entry.form->add_moments(n, {all, {}}, shape, rest);
  }
  const std::size_t width = shape.size();
  std::vector<double> values(system.entries.size() * nodes->size() * width);
  const PdfRows table{values.data(), width, width};
  tabulate(system, entry.needs, all, amplitudes, *nodes, table);
  return entry.form->add_moments(n, {all, references_of(entry, *nodes, table)}, shape, rest);
}

bool add_moment(const PdfSystem& system, std::size_t a, int n, std::span<const double> all,
                const DualRows& amplitudes, DualRow sum) {
  const PdfEntry& entry = system.entries[a];
  if (entry.form) {
    DualRows shape(1, sum.size());
    if (!add_form_moments(system, a, n, all, amplitudes, shape[0], sum)) return false;
    add_product(sum, amplitudes[a], shape[0]);
    return true;
  }
  for (const CombinationForm::Term& term : entry.combination.terms) {
    DualRows moment(1, sum.size());
    if (!add_moment(system, term.function, n, all, amplitudes, moment[0])) return false;
    term.factor.add_to(sum, all, moment[0]);
  }
  return true;
}

}  // namespace fitpack
