#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/pdf/pdf_grid.hpp"

namespace fitpack {

/// α_s at scales Q in GeV; a threshold stands twice, with the values below and above it.
struct AlphasTable {
  std::vector<double> q, values;

  /// Cubic Hermite interpolation in ln Q² between thresholds, as LHAPDF does it. Throws InputError
  /// outside the table.
  [[nodiscard]] double at(double q_value) const;
};

/// What the .info file of a set says. Optional: keys that sets of others may lack.
struct LhapdfInfo {
  std::string name;  ///< of the set: its folder and its files
  std::string description;
  std::size_t n_members = 1;
  int order_qcd = 0;                        ///< 0: LO, 1: NLO, 2: NNLO
  std::string flavour_scheme = "variable";  ///< or "fixed"
  int n_flavours = 5;
  std::vector<int> flavours;               ///< PDG codes
  std::string error_type = "unknown";      ///< "hessian", "symmhessian", "replicas"
  std::optional<double> confidence_level;  ///< %
  double x_min = 0.0, x_max = 1.0, q_min = 0.0, q_max = 0.0;
  double mz = 91.1876;
  std::optional<double> m_charm, m_bottom, m_top;  ///< GeV
  double alphas_mz = 0.118;
  int alphas_order = 0;
  AlphasTable alphas;  ///< empty where the set has no table (AlphaS_Type other than ipol)
};

/// One member of a set.
struct LhapdfMember {
  std::string type = "central";  ///< "central", "error", "replica"
  std::string description;
  PdfGrid grid;
};

/// Text of the files, in the format of arXiv:1412.7420 (lhagrid1).
[[nodiscard]] std::string lhapdf_info_text(const LhapdfInfo& info);
[[nodiscard]] std::string lhapdf_member_text(const LhapdfMember& member);

/// NAME.info and NAME_0000.dat as names in the folder of a set.
[[nodiscard]] std::string lhapdf_info_name(const std::string& set);
[[nodiscard]] std::string lhapdf_member_name(const std::string& set, std::size_t member);

/// Throws InputError unless the last part of `folder` can be the name of a set and no folder stands
/// there that is kept. `replace`: an older set may be replaced, anything else never.
enum class ReplaceSet { no, yes };
void check_set_folder(const std::filesystem::path& folder, ReplaceSet replace);

/// Reads NAME/NAME.info. Throws DataError: no folder, no such file, keys missing or wrong.
[[nodiscard]] LhapdfInfo read_lhapdf_info(const std::filesystem::path& folder);
/// Reads one member. Throws DataError where it is missing or damaged or of another format,
/// InputError where the set has no member of this number.
[[nodiscard]] LhapdfMember read_lhapdf_member(const std::filesystem::path& folder,
                                              const LhapdfInfo& info, std::size_t member);

}  // namespace fitpack
