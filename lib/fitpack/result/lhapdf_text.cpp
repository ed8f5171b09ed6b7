#include <array>
#include <charconv>

#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/result/lhapdf_set.hpp"

namespace fitpack {

namespace {

/// Digits behind the point: 5e-8 relative, far below the interpolation error.
constexpr int digits = 7;

void append(std::string& text, double value, int precision = digits) {
  std::array<char, 40> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                          std::chars_format::scientific, precision);
  text.append(buffer.data(), end);
}

/// Knots with all their digits: they must be ascending and the same for both sides of a threshold.
std::string knots_line(const std::vector<double>& knots) {
  constexpr int knot_digits = 9;
  std::string line;
  for (const double knot : knots) {
    if (!line.empty()) line += ' ';
    append(line, knot, knot_digits);
  }
  return line + '\n';
}

void append_subgrid(std::string& text, const PdfSubgrid& grid) {
  text += knots_line(grid.x) + knots_line(grid.q);
  for (std::size_t f = 0; f < grid.flavours.size(); ++f)
    text += (f > 0 ? " " : "") + std::to_string(grid.flavours[f]);
  text += '\n';
  for (std::size_t i = 0; i < grid.values.size(); ++i) {
    append(text, grid.values[i]);
    text += (i + 1) % grid.flavours.size() == 0 ? '\n' : ' ';
  }
  text += "---\n";
}

std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  return text;
}

}  // namespace

std::string lhapdf_member_text(const LhapdfMember& member) {
  YamlTree header = YamlTree::map();
  header.set("PdfType", member.type).set("Format", "lhagrid1");
  if (!member.description.empty()) header.set("PdfDesc", one_line(member.description));
  std::string text = header.yaml() + "---\n";
  for (const PdfSubgrid& grid : member.grid.subgrids()) append_subgrid(text, grid);
  return text;
}

std::string lhapdf_info_text(const LhapdfInfo& info) {
  YamlTree tree = YamlTree::map();
  tree.set("SetDesc", one_line(info.description));
  tree.set("Authors", "fitpack").set("Particle", 2212).set("Format", "lhagrid1");
  tree.set("DataVersion", 1).set("NumMembers", info.n_members);
  tree.set("OrderQCD", info.order_qcd).set("FlavorScheme", info.flavour_scheme);
  tree.set("NumFlavors", info.n_flavours).set("Flavors", info.flavours);
  tree.set("ErrorType", info.error_type);
  if (info.confidence_level) tree.set("ErrorConfLevel", *info.confidence_level);
  tree.set("XMin", info.x_min).set("XMax", info.x_max);
  tree.set("QMin", info.q_min).set("QMax", info.q_max);
  tree.set("MZ", info.mz).set("MUp", 0).set("MDown", 0).set("MStrange", 0);
  const std::pair<const char*, std::optional<double>> masses[] = {
      {"MCharm", info.m_charm}, {"MBottom", info.m_bottom}, {"MTop", info.m_top}};
  for (const auto& [key, mass] : masses)
    if (mass) tree.set(key, *mass);
  tree.set("AlphaS_MZ", info.alphas_mz).set("AlphaS_OrderQCD", info.alphas_order);
  tree.set("AlphaS_Type", "ipol");
  tree.set("AlphaS_Qs", info.alphas.q).set("AlphaS_Vals", info.alphas.values);
  tree.set("ForcePositive", 0);
  return tree.yaml();
}

}  // namespace fitpack
