#include "fitpack/analysis/lhapdf_export.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/atomic_folder.hpp"
#include "fitpack/qcd/running_coupling.hpp"

namespace fitpack {

namespace {

/// Weight of the linear part of the spacing in x.
constexpr double linear_part = 20.0;
/// Scale of the double logarithm in which knots in Q are spread, GeV².
constexpr double lambda2 = 0.0625;
/// How much denser than on average knots are at the begin of a region: the density falls linearly.
constexpr double crowding = 0.95;
constexpr std::size_t least_per_region = 8;
/// Thresholds closer to the initial scale, relative in Q², make no region of their own.
constexpr double degenerate = 1e-9;
/// Of one σ, %.
constexpr double one_sigma = 68.268949213708;

/// x of ln(1/x) + c (1−x) = y by Newton's method; the left side is convex and falls with x.
double x_at(double y) {
  double u = -y;  // ln x; too small
  for (int i = 0; i < 200; ++i) {
    const double x = std::exp(u);
    const double step = (y + u - linear_part * (1.0 - x)) / (1.0 + linear_part * x);
    u -= step;
    if (std::abs(step) < 1e-15) break;
  }
  return std::exp(u);
}

double log_log(double q2) { return std::log(std::log(q2 / lambda2)); }

/// Flavours and limits in Q² of the regions of a theory.
struct Span {
  int nf;
  double begin, end;
};
std::vector<Span> spans(const qcd::TheoryOptions& theory, double q2_max) {
  const qcd::RunningCoupling coupling(theory);
  std::vector<Span> result;
  double begin = theory.q0_2;
  for (int nf = coupling.active_flavours(begin); nf <= theory.nf_max; ++nf) {
    const bool last = nf == theory.nf_max || coupling.threshold(nf + 1) >= q2_max;
    const double end = last ? q2_max : coupling.threshold(nf + 1);
    if (end > begin * (1.0 + degenerate)) result.push_back({nf, begin, end});
    begin = end;
    if (last) break;
  }
  return result;
}

std::vector<int> flavours_of(int nf) {
  std::vector<int> codes;
  for (int q = -nf; q <= nf; ++q)
    if (q != 0) codes.push_back(q);
  codes.push_back(gluon_code);
  return codes;
}

double value_of(const EvolvedPdfs& point, int code) {
  if (code == gluon_code) return point.gluon;
  const auto quark = static_cast<std::size_t>(std::abs(code)) - 1;
  return code > 0 ? point.quark[quark] : point.antiquark[quark];
}

std::vector<PdfScale> scales_of(const std::vector<LhapdfRegion>& regions) {
  std::vector<PdfScale> scales;
  for (const LhapdfRegion& region : regions)
    for (const double q : region.q) scales.push_back({q, region.nf});
  return scales;
}

PdfGrid tabulated(const std::vector<EvolvedPdfs>& points, const std::vector<double>& x,
                  const std::vector<LhapdfRegion>& regions) {
  std::vector<PdfSubgrid> subgrids;
  std::size_t first = 0;
  for (const LhapdfRegion& region : regions) {
    PdfSubgrid grid{x, region.q, flavours_of(regions.back().nf), {}};
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = 0; j < region.q.size(); ++j)
        for (const int code : grid.flavours)
          grid.values.push_back(value_of(points[(first + j) * x.size() + i], code));
    first += region.q.size();
    subgrids.push_back(std::move(grid));
  }
  return PdfGrid(std::move(subgrids));
}

/// All members tabulated, a mean last: it needs the others on its own knots.
class GridWriter {
 public:
  GridWriter(const PdfMembers& set, const LhapdfGridOptions& options,
             const std::filesystem::path& folder, std::string name)
      : set_(set), options_(options), folder_(folder), name_(std::move(name)) {}

  void write_all() {
    for (const TheoryGroup& group : theory_groups(set_)) write_group(group);
    if (set_.kind == MemberKind::replicas) write_mean();
  }

 private:
  void write_group(const TheoryGroup& group) {
    const std::vector<PdfGrid> grids = lhapdf_grids(set_, group, group.theory, options_);
    for (std::size_t m = 0; m < grids.size(); ++m) write(group.members[m], grids[m]);
  }

  void write_mean() {
    const std::vector<double> x = lhapdf_x_knots(options_);
    const auto regions = lhapdf_regions(theory_of(set_, 0), options_);
    const auto all = evolve_all(set_, x, scales_of(regions));
    write(0, tabulated(all.front(), x, regions));
  }

  void write(std::size_t member, const PdfGrid& grid) {
    const char* type = member == 0                         ? "central"
                       : set_.kind == MemberKind::replicas ? "replica"
                                                           : "error";
    write_file_atomically(folder_ / lhapdf_member_name(name_, member),
                          lhapdf_member_text({type, set_.members[member].label, grid}));
  }

  const PdfMembers& set_;
  const LhapdfGridOptions& options_;
  const std::filesystem::path& folder_;
  std::string name_;
};

std::string description(const PdfMembers& set) {
  std::string text = set.card.title.empty() ? "PDFs of fitpack" : set.card.title;
  text +=
      "; " + qcd::to_string(set.card.theory.order) + ", " + qcd::to_string(set.card.theory.scheme);
  if (set.kind == MemberKind::replicas)
    text += "; member 0 is the mean of " + std::to_string(set.members.size() - 1) + " replicas";
  if (set.kind == MemberKind::hessian)
    text += "; members 1 to " + std::to_string(set.members.size() - 1) +
            " are pairs (plus, minus) of eigenvectors";
  return text;
}

AlphasTable alphas_table(const qcd::RunningCoupling& coupling,
                         const std::vector<LhapdfRegion>& regions) {
  AlphasTable table;
  for (const LhapdfRegion& region : regions) {
    for (const double q : region.q) {
      table.q.push_back(q);
      table.values.push_back(4.0 * std::numbers::pi * coupling.a_s(q * q, region.nf));
    }
  }
  return table;
}

void check_options(const PdfMembers& set, const LhapdfGridOptions& options) {
  const double q0 = std::sqrt(set.card.theory.q0_2);
  if (options.q_max > q0) return;
  std::ostringstream message;
  message << "the largest Q, " << options.q_max << " GeV, is not above the initial scale, " << q0
          << " GeV, where the set begins; raise --q-max";
  throw InputError(message.str());
}

}  // namespace

std::vector<double> lhapdf_x_knots(const LhapdfGridOptions& options) {
  const auto n = static_cast<double>(options.x_points - 1);
  const double y_max = std::log(1.0 / options.x_min) + linear_part * (1.0 - options.x_min);
  std::vector<double> x{options.x_min};
  for (std::size_t i = 1; i + 1 < options.x_points; ++i)
    x.push_back(x_at(y_max * (1.0 - static_cast<double>(i) / n)));
  x.push_back(1.0);
  return x;
}

std::vector<LhapdfRegion> lhapdf_regions(const qcd::TheoryOptions& theory,
                                         const LhapdfGridOptions& options) {
  const double q2_max = options.q_max * options.q_max;
  const double whole = log_log(q2_max) - log_log(theory.q0_2);
  std::vector<LhapdfRegion> regions;
  for (const Span& span : spans(theory, q2_max)) {
    const double begin = log_log(span.begin), width = log_log(span.end) - begin;
    const auto share =
        static_cast<std::size_t>(std::ceil(width / whole * static_cast<double>(options.q_points)));
    const std::size_t n = std::max(least_per_region, share);
    LhapdfRegion region{span.nf, {std::sqrt(span.begin)}};
    for (std::size_t i = 1; i + 1 < n; ++i) {
      const double s = static_cast<double>(i) / static_cast<double>(n - 1);
      const double t = s * (1.0 - crowding + crowding * s);
      region.q.push_back(std::sqrt(lambda2 * std::exp(std::exp(begin + t * width))));
    }
    region.q.push_back(std::sqrt(span.end));
    regions.push_back(std::move(region));
  }
  return regions;
}

std::vector<PdfGrid> lhapdf_grids(const PdfMembers& set, const TheoryGroup& group,
                                  const qcd::TheoryOptions& knots,
                                  const LhapdfGridOptions& options) {
  const std::vector<double> x = lhapdf_x_knots(options);
  const auto regions = lhapdf_regions(knots, options);
  std::vector<PdfGrid> grids;
  for (const auto& points : evolve_group(set, group, x, scales_of(regions)))
    grids.push_back(tabulated(points, x, regions));
  return grids;
}

LhapdfInfo lhapdf_info(const PdfMembers& set, const LhapdfGridOptions& options,
                       const std::string& name) {
  const qcd::TheoryOptions theory = theory_of(set, 0);
  const qcd::RunningCoupling coupling(theory);
  const auto regions = lhapdf_regions(theory, options);
  LhapdfInfo info;
  info.name = name;
  info.description = description(set);
  info.n_members = set.members.size();
  info.order_qcd = info.alphas_order = static_cast<int>(theory.order);
  info.flavour_scheme = theory.nf_min == theory.nf_max ? "fixed" : "variable";
  info.n_flavours = regions.back().nf;
  info.flavours = flavours_of(info.n_flavours);
  if (set.kind != MemberKind::central) info.error_type = to_string(set.kind);
  if (set.kind == MemberKind::hessian) info.confidence_level = one_sigma;
  info.x_min = options.x_min;
  info.q_min = regions.front().q.front();
  info.q_max = options.q_max;
  info.mz = set.card.electroweak.mz;
  info.m_charm = theory.mc;
  info.m_bottom = theory.mb;
  info.m_top = theory.mt;
  info.alphas_mz = coupling.alpha_s(info.mz * info.mz);
  info.alphas = alphas_table(coupling, regions);
  return info;
}

void export_lhapdf(const PdfMembers& set, const LhapdfGridOptions& options,
                   const std::filesystem::path& folder) {
  check_options(set, options);
  const std::string name = folder.filename().string();
  AtomicFolder target(folder);
  GridWriter(set, options, target.temporary(), name).write_all();
  write_file_atomically(target.temporary() / lhapdf_info_name(name),
                        lhapdf_info_text(lhapdf_info(set, options, name)));
  target.commit();
}

}  // namespace fitpack
