#include <cmath>

#include "fitpack/analysis/comparison.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/text_table.hpp"

namespace fitpack {

namespace {

std::string number_text(double value, int decimals) {
  return std::isnan(value) ? "-" : fixed_text(value, decimals);
}

std::string chi2_text(const Comparison& comparison) {
  TextTable table({"χ²", "A", "B", "B - A"});
  for (const ComparedChiSquare& chi2 : comparison.chi2)
    if (chi2.a != 0.0 || chi2.b != 0.0)
      table.add_row({chi2.name, number_text(chi2.a, 2), number_text(chi2.b, 2),
                     number_text(chi2.b - chi2.a, 4)});
  return table.text();
}

std::string parameters_text(const Comparison& comparison) {
  TextTable table({"parameter", "A", "error", "B", "error", "(B - A)/σ"});
  for (const auto& [name, value] : comparison.parameters) {
    const auto [a, error_a] = value_and_error(value.a, value.error_a);
    const auto [b, error_b] = value_and_error(value.b, value.error_b);
    table.add_row({name, a, error_a, b, error_b, number_text(value.pull(), 3)});
  }
  return table.text();
}

/// Of each function the node where it differs most.
std::string pdfs_text(const Comparison& comparison) {
  TextTable table({"PDF at Q0", "x", "A", "error", "B", "error", "largest (B - A)/σ"});
  const auto& pdfs = comparison.pdfs;
  for (std::size_t i = 0; i < pdfs.size();) {
    std::size_t worst = i;
    const std::string& function = pdfs[i].function;
    for (; i < pdfs.size() && pdfs[i].function == function; ++i)
      if (!(std::abs(pdfs[i].value.pull()) <= std::abs(pdfs[worst].value.pull()))) worst = i;
    const ComparedValue& value = pdfs[worst].value;
    table.add_row({function, short_text(pdfs[worst].x, 3), short_text(value.a, 4),
                   short_text(value.error_a, 2), short_text(value.b, 4),
                   short_text(value.error_b, 2), number_text(value.pull(), 3)});
  }
  return table.text() + "Uncertainties from: " + comparison.errors_a + " (A), " +
         comparison.errors_b + " (B)\n";
}

YamlTree value_tree(const ComparedValue& value) {
  YamlTree tree = YamlTree::map(YamlTree::Style::flow);
  tree.set("a", value.a);
  tree.set("b", value.b);
  tree.set("error_a", value.error_a);
  tree.set("error_b", value.error_b);
  tree.set("pull", value.pull());
  return tree;
}

}  // namespace

std::string comparison_text(const Comparison& comparison) {
  return chi2_text(comparison) + "\n" + parameters_text(comparison) + "\n" + pdfs_text(comparison) +
         "\n" + comparison.verdict() + "\n";
}

std::string comparison_json(const Comparison& comparison) {
  YamlTree chi2 = YamlTree::map();
  for (const ComparedChiSquare& one : comparison.chi2) {
    YamlTree entry = YamlTree::map(YamlTree::Style::flow);
    entry.set("a", one.a);
    entry.set("b", one.b);
    chi2.set(one.name, entry);
  }
  YamlTree parameters = YamlTree::map();
  for (const auto& [name, value] : comparison.parameters) parameters.set(name, value_tree(value));
  YamlTree pdfs = YamlTree::list();
  for (const ComparedPdf& pdf : comparison.pdfs) {
    YamlTree entry = value_tree(pdf.value);
    entry.set("function", pdf.function);
    entry.set("x", pdf.x);
    pdfs.add(entry);
  }
  const ComparedPdf* worst = comparison.largest_pdf_pull();
  YamlTree tree = YamlTree::map();
  tree.set("verdict", comparison.verdict());
  tree.set("largest_parameter_pull", comparison.largest_parameter_pull());
  tree.set("largest_pdf_pull", worst ? std::abs(worst->value.pull()) : NAN);
  tree.set("errors_a", comparison.errors_a);
  tree.set("errors_b", comparison.errors_b);
  tree.set("chi2", chi2);
  tree.set("parameters", parameters);
  tree.set("pdfs", pdfs);
  return tree.json();
}

}  // namespace fitpack
