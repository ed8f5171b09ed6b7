#include "fitpack/analysis/drell_yan_builder.hpp"

#include <algorithm>
#include <chrono>
#include <memory>

#include "fitpack/analysis/drell_yan_theory.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/kernel/kernel_cache.hpp"
#include "fitpack/prediction/bilinear_prediction.hpp"
#include "fitpack/prediction/composite_prediction.hpp"

namespace fitpack {

namespace {

using drell_yan::ChannelForms;
using drell_yan::Point;

bool is_drell_yan(const Dataset& dataset) { return dataset.process == Process::drell_yan; }

NodeWindow union_of(NodeWindow a, NodeWindow b) {
  if (a.size == 0) return b;
  return a.size > b.size ? a : b;  // both end with the grid
}

/// The forms of a set as rows of equal length: all channels on the nodes of the smallest momentum
/// fractions.
class SetLayout {
 public:
  SetLayout(const XGrid& grid, const std::vector<Point>& points) : grid_(&grid) {
    for (const Point& point : points) {
      left_ = union_of(left_, drell_yan::window_above(grid, point.x.x1));
      right_ = union_of(right_, drell_yan::window_above(grid, point.x.x2));
    }
  }
  [[nodiscard]] std::size_t row_size() const { return 3 * left_.size * right_.size; }
  [[nodiscard]] NodeWindow window() const { return union_of(left_, right_); }

  void store(const ChannelForms& forms, std::span<double> row) const {
    std::ranges::fill(row, 0.0);
    std::size_t channel = 0;
    for (const BilinearForm* form :
         {&forms.quark_antiquark, &forms.quark_gluon, &forms.gluon_quark})
      for_each(*form, channel++,
               [&](std::size_t at, std::size_t i, std::size_t j) { row[at] = form->at(i, j); });
  }
  [[nodiscard]] ChannelForms load(const Point& point, std::span<const double> row) const {
    const NodeWindow left = drell_yan::window_above(*grid_, point.x.x1);
    const NodeWindow right = drell_yan::window_above(*grid_, point.x.x2);
    ChannelForms forms{{left, right}, {left, right}, {left, right}};
    std::size_t channel = 0;
    for (BilinearForm* form : {&forms.quark_antiquark, &forms.quark_gluon, &forms.gluon_quark})
      for_each(*form, channel++,
               [&](std::size_t at, std::size_t i, std::size_t j) { form->at(i, j) = row[at]; });
    return forms;
  }

 private:
  template <class Body>
  void for_each(const BilinearForm& form, std::size_t channel, Body&& body) const {
    for (std::size_t i = 0; i < form.left().size; ++i)
      for (std::size_t j = 0; j < form.right().size; ++j)
        body((channel * left_.size + form.left().first - left_.first + i) * right_.size +
                 form.right().first - right_.first + j,
             i, j);
  }
  const XGrid* grid_;
  NodeWindow left_, right_;
};

std::string forms_key(const RunCard& card, const Dataset& dataset,
                      const std::vector<Point>& points) {
  std::vector<double> numbers;
  for (const Point& p : points)
    numbers.insert(numbers.end(),
                   {p.variable == drell_yan::Variable::rapidity ? 0.0 : 1.0, p.x.x1, p.x.x2, p.q2});
  return kernel_key(card, dataset, KernelPart::all) +
         "forms: " + Checksum().add_numbers(numbers).hex() + "\n";
}

/// Everything of QCD that rows need; made where one is missing or held.
struct Tables {
  XGrid grid;
  qcd::Evolution evolution;
  qcd::EvolutionTable table;
  explicit Tables(const qcd::TheoryOptions& theory)
      : grid(theory.x_min), evolution(theory, grid), table(evolution) {}
};

/// Builds, reads and keeps the forms of the rows of this rank.
class FormsBuilder {
 public:
  FormsBuilder(const Communicator& comm, const RunCard& card, const Measurements& measurements,
               const Logger& logger, const StopRequest& stop)
      : comm_(comm),
        card_(card),
        measurements_(measurements),
        cache_(card.cache.enabled ? card.cache.folder : std::filesystem::path(), logger),
        stop_(stop),
        grid_(card.theory.x_min),
        mine_(measurements.rows_of_rank(comm.rank(), comm.size())) {
    agree(comm, [&] {
      for (const Dataset& dataset : measurements.datasets()) {
        points_.emplace_back();
        if (!is_drell_yan(dataset)) continue;
        require_drell_yan_theory(card, dataset);
        points_.back() = drell_yan_points(card.theory, dataset);
      }
    });
  }

  /// Collective. Rows of this rank's blocks.
  std::vector<std::vector<std::optional<BilinearRow>>> rows() {
    const BlockLayout layout = measurements_.layout();
    const IndexRange blocks = measurements_.deal(comm_.size()).blocks(comm_.rank());
    std::vector<std::vector<std::optional<BilinearRow>>> rows;
    for (std::size_t b = blocks.begin; b < blocks.end; ++b)
      rows.emplace_back(layout.rows_of_block(b).size());
    for (std::size_t d = 0; d < points_.size(); ++d)
      if (!points_[d].empty()) add_set(d, rows);
    return rows;
  }

  [[nodiscard]] bool holds_any() const { return holds_any_; }
  [[nodiscard]] const KernelSummary& summary() const { return summary_; }

  /// Partons at the scales of all Drell-Yan points, wherever their rows are.
  [[nodiscard]] drell_yan::PartonOperators operators() {
    NodeWindow window;
    std::vector<double> mu2;
    const double ratio = card_.theory.mu_f_over_q * card_.theory.mu_f_over_q;
    for (const std::vector<Point>& set : points_) {
      if (!set.empty()) window = union_of(window, SetLayout(grid_, set).window());
      for (const Point& point : set) mu2.push_back(ratio * point.q2);
    }
    const dis::BasisChange basis(*flavour_basis(card_.pdfs.basis), grid_.size());
    return {tables().table, basis, grid_.size(), window, mu2};
  }

 private:
  const Tables& tables() {
    if (!tables_) tables_ = std::make_unique<Tables>(card_.theory);
    return *tables_;
  }

  [[nodiscard]] ChannelForms build(const Point& point) {
    const double mu2 = card_.theory.mu_f_over_q * card_.theory.mu_f_over_q * point.q2;
    return drell_yan_forms(grid_, card_.theory, point, tables().table.scales().stencil(mu2).a_s);
  }

  void add_set(std::size_t d, std::vector<std::vector<std::optional<BilinearRow>>>& rows) {
    const Dataset& dataset = measurements_.datasets()[d];
    const std::vector<Point>& points = points_[d];
    const SetLayout layout(grid_, points);
    const std::string key = forms_key(card_, dataset, points);
    const std::size_t first = measurements_.first_row(d);
    const IndexRange mine{
        std::max(mine_.begin, first),
        std::max(std::max(mine_.begin, first), std::min(mine_.end, first + dataset.size()))};
    std::optional<std::vector<double>> cached;
    if (mine.size() > 0) cached = cache_.load(key, dataset.size(), layout.row_size());
    const bool missing = mine.size() > 0 && !cached;
    std::vector<double> elements;  // of the rows that are built here
    FailureGuard guard;
    Vote vote = Vote::go_on;
    guard.run([&] {
      for (std::size_t i = mine.begin; i < mine.end; ++i) {
        if (vote_of(stop_) == Vote::stop) {
          vote = Vote::stop;
          return;
        }
        std::span<const double> row;
        if (missing) {
          elements.resize(elements.size() + layout.row_size());
          const std::span<double> fresh = std::span(elements).last(layout.row_size());
          layout.store(build(points[i - first]), fresh);
          row = fresh;
        } else {
          row = std::span(*cached).subspan((i - first) * layout.row_size(), layout.row_size());
        }
        put(i, dataset, points[i - first], layout.load(points[i - first], row), rows);
      }
    });
    if (guard.settle(comm_, vote) == Vote::stop)
      throw Stopped(
          "stopped by a signal while kernels were built; those of the data sets before "
          "this one are in the kernel cache");
    count(mine.size(), missing);
    if (comm_.all_max(missing ? 1 : 0) == 0) return;
    // Rows that this rank found in the cache are in a file that another could not read.
    if (!missing && mine.size() > 0)
      elements.assign(cached->begin() + offset(mine.begin - first, layout),
                      cached->begin() + offset(mine.end - first, layout));
    const std::vector<double> all = comm_.gather(elements);
    if (comm_.is_root()) cache_.store(key, all, dataset.size(), layout.row_size());
  }

  static std::ptrdiff_t offset(std::size_t point, const SetLayout& layout) {
    return static_cast<std::ptrdiff_t>(point * layout.row_size());
  }

  void put(std::size_t row, const Dataset& dataset, const Point& point, ChannelForms forms,
           std::vector<std::vector<std::optional<BilinearRow>>>& rows) {
    const BlockLayout layout = measurements_.layout();
    const std::size_t first_block = measurements_.deal(comm_.size()).blocks(comm_.rank()).begin;
    const std::size_t block = row / layout.rows_per_block;
    rows[block - first_block][row - layout.rows_of_block(block).begin] =
        BilinearRow{std::move(forms),
                    point.q2 * card_.theory.mu_f_over_q * card_.theory.mu_f_over_q,
                    point.prefactor,
                    dataset.target.proton_fraction(),
                    dataset.target.is_ratio() ? BilinearRow::Kind::over_proton
                                              : BilinearRow::Kind::cross_section,
                    {}};
    holds_any_ = true;
  }

  void count(std::size_t mine, bool missing) {
    const auto all = static_cast<std::size_t>(comm_.all_sum(static_cast<std::int64_t>(mine)));
    const auto built =
        static_cast<std::size_t>(comm_.all_sum(static_cast<std::int64_t>(missing ? mine : 0)));
    summary_.rows_built += built;
    summary_.rows_cached += all - built;
  }

  const Communicator& comm_;
  const RunCard& card_;
  const Measurements& measurements_;
  KernelCache cache_;
  const StopRequest& stop_;
  XGrid grid_;
  IndexRange mine_;
  std::vector<std::vector<Point>> points_;  // of each data set; empty for other processes
  std::unique_ptr<Tables> tables_;
  KernelSummary summary_;
  bool holds_any_ = false;
};

}  // namespace

bool has_drell_yan(const Measurements& measurements) {
  return std::ranges::any_of(measurements.datasets(), is_drell_yan);
}

BuiltPrediction with_drell_yan(const Communicator& comm, const RunCard& card,
                               const Measurements& measurements, const Logger& logger,
                               const StopRequest& stop, BuiltPrediction others) {
  const auto start = std::chrono::steady_clock::now();
  FormsBuilder builder(comm, card, measurements, logger, stop);
  auto rows = builder.rows();
  std::vector<std::vector<std::size_t>> owners;
  for (const auto& block : rows) {
    owners.emplace_back();
    for (const auto& row : block) owners.back().push_back(row ? 1 : 0);
  }
  agree(comm, [&] {
    if (!builder.holds_any()) return;
    auto bilinear = std::make_unique<BilinearPrediction>(builder.operators(), std::move(rows));
    others.summary.bytes += bilinear->bytes();
    std::vector<std::unique_ptr<Prediction>> parts;
    parts.push_back(std::move(others.prediction));
    parts.push_back(std::move(bilinear));
    others.prediction = std::make_unique<CompositePrediction>(std::move(parts), std::move(owners));
  });
  others.summary.rows_built += builder.summary().rows_built;
  others.summary.rows_cached += builder.summary().rows_cached;
  others.summary.seconds +=
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return others;
}

}  // namespace fitpack
