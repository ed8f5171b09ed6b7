#include "fitpack/result/lhapdf_set.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/pdf/hermite_stencil.hpp"

namespace fitpack {

namespace fs = std::filesystem;

namespace {

constexpr const char* letters_of_names =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+";

bool belongs_to_set(const std::string& file, const std::string& set) {
  return file == lhapdf_info_name(set) || (file.starts_with(set + "_") && file.ends_with(".dat"));
}

/// Whether the folder holds nothing but a set of its own name.
bool is_only_a_set(const fs::path& folder, const std::string& set) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder))
    if (!entry.is_regular_file() || !belongs_to_set(entry.path().filename().string(), set))
      return false;
  return true;
}

}  // namespace

double AlphasTable::at(double q_value) const {
  constexpr double slack = 1e-7;
  if (q_value < q.front() * (1.0 - slack) || q_value > q.back() * (1.0 + slack)) {
    std::ostringstream message;
    message << "the scale " << q_value << " GeV is outside the alpha_s table of the PDF set, "
            << q.front() << " to " << q.back() << " GeV; cut the points outside";
    throw InputError(message.str());
  }
  std::size_t begin = 0, end = q.size();
  for (std::size_t i = 1; i < q.size(); ++i) {
    if (q[i] != q[i - 1]) continue;
    if (q_value >= q[i]) begin = i;
    if (q_value < q[i]) {
      end = i;
      break;
    }
  }
  std::vector<double> log_q2;
  for (std::size_t i = begin; i < end; ++i) log_q2.push_back(2.0 * std::log(q[i]));
  const Stencil stencil = hermite_stencil(log_q2, 2.0 * std::log(q_value));
  double sum = 0.0;
  for (std::size_t m = 0; m < stencil.weights.size(); ++m)
    sum += stencil.weights[m] * values[begin + stencil.first + m];
  return sum;
}

std::string lhapdf_info_name(const std::string& set) { return set + ".info"; }

std::string lhapdf_member_name(const std::string& set, std::size_t member) {
  const std::string digits = std::to_string(member);
  constexpr std::size_t width = 4;
  return set + "_" + std::string(width - std::min(width, digits.size()), '0') + digits + ".dat";
}

void check_set_folder(const fs::path& folder, ReplaceSet replace) {
  const std::string name = folder.filename().string();
  if (name.empty() || name == "." || name == ".." || name.front() == '-' ||
      name.find_first_not_of(letters_of_names) != std::string::npos)
    throw InputError("'" + name + "' is not a good name of a PDF set (the last part of " +
                     folder.string() +
                     "); use letters, digits, '_', '-', '+' and '.', as in DIR/my_fit_nlo");
  if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder))) return;
  if (!fs::is_directory(folder))
    throw InputError(folder.string() + " is a file; name the folder of the new set");
  if (!is_only_a_set(folder, name))
    throw InputError(folder.string() +
                     " exists and holds more than a PDF set, it is kept; choose another name");
  if (replace == ReplaceSet::no)
    throw InputError(folder.string() +
                     " exists and is kept; use --force to replace it, or -o to write elsewhere");
}

}  // namespace fitpack
