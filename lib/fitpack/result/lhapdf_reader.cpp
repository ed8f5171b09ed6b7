#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/io/number_text.hpp"
#include "fitpack/io/yaml.hpp"
#include "fitpack/result/lhapdf_set.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

constexpr const char* known_format = "lhagrid1";

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file)
    throw DataError(path.string() + ": cannot be read (missing, or no permission); give the " +
                    "folder of a complete LHAPDF set");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The lines of a member file, told apart by what they hold.
class MemberParser {
 public:
  MemberParser(std::string name, const std::string& text) : name_(std::move(name)), text_(text) {}

  LhapdfMember parse() {
    std::string type = "central", description;
    read_header(type, description);
    std::vector<PdfSubgrid> subgrids;
    while (has_more()) subgrids.push_back(read_subgrid());
    if (subgrids.empty()) fail("there is no table behind the header");
    for (std::size_t s = 1; s < subgrids.size(); ++s)
      if (!same_scale(subgrids[s - 1].q.back(), subgrids[s].q.front()))
        fail("the scales of two subgrids do not meet");
    return {type, description, PdfGrid(std::move(subgrids))};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(name_ + ":" + std::to_string(line_number_) + ": " + what +
                    " (not a complete table of format " + known_format +
                    ", or damaged); get the set again");
  }

  static bool same_scale(double a, double b) { return std::abs(a - b) <= 1e-6 * b; }

  std::string_view next_line() {
    if (position_ >= text_.size()) fail("the file ends early");
    const std::size_t end = std::min(text_.find('\n', position_), text_.size());
    const std::string_view line(text_.data() + position_, end - position_);
    position_ = end + 1;
    ++line_number_;
    return trimmed(line);
  }

  /// Skips empty lines.
  bool has_more() {
    const std::size_t from = std::min(position_, text_.size());
    position_ = std::min(text_.find_first_not_of(" \t\r\n", from), text_.size());
    line_number_ += static_cast<std::size_t>(
        std::count(text_.begin() + static_cast<std::ptrdiff_t>(from),
                   text_.begin() + static_cast<std::ptrdiff_t>(position_), '\n'));
    return position_ < text_.size();
  }

  void read_header(std::string& type, std::string& description) {
    std::string format;
    for (std::string_view line = next_line(); line != "---"; line = next_line()) {
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string_view key = trimmed(line.substr(0, colon));
      const std::string value(trimmed(line.substr(colon + 1)));
      if (key == "Format") format = value;
      if (key == "PdfType") type = value;
      if (key == "PdfDesc") description = value;
    }
    if (format == known_format) return;
    throw DataError(name_ + ": Format is '" + format + "' (this program reads " + known_format +
                    "); convert the set, or use another one");
  }

  template <class Number>
  std::vector<Number> numbers(std::string_view line) {
    std::vector<Number> result;
    const char* at = line.data();
    const char* const end = at + line.size();
    while (at < end) {
      if (*at == ' ' || *at == '\t' || *at == '+') {
        ++at;
        continue;
      }
      Number value{};
      const auto [stop, error] = std::from_chars(at, end, value);
      if (error != std::errc{} && error != std::errc::result_out_of_range) fail("no number");
      result.push_back(value);  // too small for a double: zero
      at = stop;
    }
    return result;
  }

  std::vector<double> knots(const char* what, double smallest, double largest) {
    std::vector<double> result = numbers<double>(next_line());
    const bool ascending = std::ranges::adjacent_find(result, std::greater_equal{}) == result.end();
    if (result.size() < 2 || !ascending || !(result.front() > smallest) ||
        !(result.back() <= largest))
      fail(std::string("the knots in ") + what + " are not at least two ascending numbers");
    return result;
  }

  PdfSubgrid read_subgrid() {
    PdfSubgrid grid;
    grid.x = knots("x", 0.0, 1.0);
    grid.q = knots("Q", 0.0, 1e20);
    grid.flavours = numbers<int>(next_line());
    std::ranges::replace(grid.flavours, 0, gluon_code);  // another code of the gluon
    check_flavours(grid.flavours);
    const std::size_t rows = grid.x.size() * grid.q.size();
    grid.values.reserve(rows * grid.flavours.size());
    for (std::size_t row = 0; row < rows; ++row) {
      const std::vector<double> values = numbers<double>(next_line());
      if (values.size() != grid.flavours.size())
        fail(std::to_string(values.size()) + " values where there are " +
             std::to_string(grid.flavours.size()) + " flavours");
      if (!std::ranges::all_of(values, [](double v) { return std::isfinite(v); }))
        fail("a value that is no finite number");
      grid.values.insert(grid.values.end(), values.begin(), values.end());
    }
    if (next_line() != "---") fail("more values than knots");
    return grid;
  }

  void check_flavours(const std::vector<int>& flavours) const {
    std::string missing;
    for (const int code : {gluon_code, -3, -2, -1, 1, 2, 3})
      if (std::ranges::find(flavours, code) == flavours.end())
        missing += (missing.empty() ? "" : ", ") + std::to_string(code);
    if (!missing.empty())
      fail("the table lacks the partons " + missing + " (PDG codes), which predictions need");
  }

  std::string name_;
  const std::string& text_;
  std::size_t position_ = 0, line_number_ = 0;
};

fs::path clean(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

/// α_s from the table of the set; empty where there is none.
AlphasTable alphas_table(const YamlReader& info, Problems& problems) {
  AlphasTable table;
  if (info.text("AlphaS_Type", "") != "ipol") return table;
  table.q = info.numbers("AlphaS_Qs");
  table.values = info.numbers("AlphaS_Vals");
  if (table.q.size() == table.values.size() && table.q.size() >= 2 &&
      std::ranges::is_sorted(table.q) && table.q.front() > 0.0)
    return table;
  problems.add(info.place("AlphaS_Qs"),
               "AlphaS_Qs and AlphaS_Vals are not two lists of equal length with ascending scales");
  return {};
}

}  // namespace

LhapdfInfo read_lhapdf_info(const fs::path& given) {
  const fs::path folder = clean(given);
  LhapdfInfo info;
  info.name = fs::weakly_canonical(folder).filename().string();
  const fs::path path = folder / lhapdf_info_name(info.name);
  if (!fs::is_directory(folder))
    throw DataError(folder.string() +
                    ": no such folder; give the folder of an LHAPDF set, which holds NAME.info");
  if (!fs::is_regular_file(path))
    throw DataError(folder.string() + ": not an LHAPDF set (there is no " +
                    lhapdf_info_name(info.name) +
                    " in it); give the folder NAME with NAME.info and NAME_0000.dat");
  Problems problems;
  const YamlDocument document = YamlDocument::from_file(path, problems);
  const YamlReader root = document.root(problems);
  const std::string format = root.text("Format", known_format);
  if (format != known_format)
    problems.add(root.place("Format"), "the format of the set is '" + format + "'",
                 std::string("this program reads ") + known_format);
  info.description = root.text("SetDesc", "");
  info.n_members = static_cast<std::size_t>(std::max<std::int64_t>(1, root.integer("NumMembers")));
  info.order_qcd = static_cast<int>(root.integer("OrderQCD"));
  info.flavour_scheme = root.text("FlavorScheme", "variable");
  info.n_flavours = static_cast<int>(root.integer("NumFlavors", 5));
  info.error_type = root.text("ErrorType", "unknown");
  info.confidence_level = root.optional_number("ErrorConfLevel");
  info.mz = root.number("MZ", info.mz);
  info.m_charm = root.optional_number("MCharm");
  info.m_bottom = root.optional_number("MBottom");
  info.m_top = root.optional_number("MTop");
  info.alphas_mz = root.number("AlphaS_MZ", info.alphas_mz);
  info.alphas_order = static_cast<int>(root.integer("AlphaS_OrderQCD", info.order_qcd));
  info.alphas = alphas_table(root, problems);
  problems.throw_if_any(ExitCode::data);
  return info;
}

LhapdfMember read_lhapdf_member(const fs::path& given, const LhapdfInfo& info, std::size_t member) {
  const fs::path folder = clean(given);
  if (member >= info.n_members)
    throw InputError("the PDF set " + info.name + " has no member " + std::to_string(member) +
                     "; its members are 0 to " + std::to_string(info.n_members - 1));
  const fs::path path = folder / lhapdf_member_name(info.name, member);
  const std::string text = content_of(path);
  return MemberParser(path.string(), text).parse();
}

}  // namespace fitpack
