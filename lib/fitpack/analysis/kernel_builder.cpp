#include "fitpack/analysis/kernel_builder.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "fitpack/analysis/block_costs.hpp"
#include "fitpack/analysis/theory.hpp"
#include "fitpack/core/version.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/yaml_tree.hpp"
#include "fitpack/kernel/kernel_cache.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

/// What built the rows. Sources that no commit describes are told apart by the program itself.
std::string program_identity() {
  const BuildInformation& build = build_information();
  std::string identity = build.version + " " + build.git_hash + " " + build.compiler;
  if (build.git_hash == "unknown" || build.git_hash.ends_with("-dirty"))
    identity += " " + file_checksum("/proc/self/exe");
  return identity;
}

YamlTree theory_tree(const qcd::TheoryOptions& t) {
  YamlTree tree = YamlTree::map();
  tree.set("order", qcd::to_string(t.order)).set("scheme", qcd::to_string(t.scheme));
  tree.set("damping", t.damping == qcd::Damping::on);
  tree.set("q0_2", t.q0_2).set("alphas", t.alphas_mz).set("alphas_scale", t.alphas_scale);
  tree.set("masses", std::vector<double>{t.mc, t.mb, t.mt});
  tree.set("target_mass", t.target_mass == qcd::TargetMass::on);
  tree.set("scales", std::vector<double>{t.mu_r_over_q, t.mu_f_over_q});
  tree.set("nf", std::vector<int>{t.nf_min, t.nf_max});
  tree.set("grid", std::vector<double>{t.x_min, t.q2_max});
  return tree;
}

YamlTree electroweak_tree(const dis::ElectroweakOptions& e) {
  YamlTree tree = YamlTree::map();
  tree.set("masses", std::vector<double>{e.mz, e.mw});
  tree.set("sin2_theta_w", e.sin2_theta_w).set("gf", e.gf).set("hbarc2", e.hbarc2_pb);
  tree.set("ckm", e.ckm == dis::Ckm::on);
  tree.set("ckm_elements", std::vector<double>(e.ckm_elements.begin(), e.ckm_elements.end()));
  return tree;
}

YamlTree dataset_tree(const Dataset& d) {
  YamlTree tree = YamlTree::map();
  tree.set("process", to_text(d.process)).set("observable", to_text(d.observable));
  tree.set("lepton_charge", d.lepton_charge).set("polarisation", d.polarisation);
  tree.set("target", std::vector<double>{d.target.protons, d.target.nucleons});
  tree.set("ratio", d.target.is_ratio()).set("points", d.size());
  tree.set("kinematics", Checksum().add_numbers(d.x).add_numbers(d.q2).add_numbers(d.y).hex());
  tree.set("factor", Checksum().add_numbers(d.theory_factor).hex());
  return tree;
}

std::size_t rows_with_part(const Measurements& measurements, KernelPart part) {
  std::size_t n = 0;
  for (const Dataset& dataset : measurements.datasets())
    if (has_part(dataset, part)) n += dataset.size();
  return n;
}

/// The rows of one rank, by data set: from the cache where possible, else built.
class LocalRows {
 public:
  LocalRows(const RunCard& card, const Measurements& measurements, IndexRange rows,
            const KernelCache& cache, std::size_t n_columns, KernelPart part, StageTime& cache_time)
      : card_(card), measurements_(measurements), rows_(rows), n_columns_(n_columns), part_(part) {
    for (std::size_t d = 0; d < measurements.datasets().size(); ++d) {
      const IndexRange mine = rows_of(d);
      const Dataset& dataset = measurements.datasets()[d];
      cached_.emplace_back();
      const StageClock clock(cache_time);
      if (mine.size() > 0 && has_part(dataset, part))
        cached_.back() = cache.load(kernel_key(card, dataset, part), dataset.size(), n_columns);
    }
  }

  /// This rank's global rows of a data set.
  [[nodiscard]] IndexRange rows_of(std::size_t dataset) const {
    const std::size_t first = measurements_.first_row(dataset);
    const std::size_t end = first + measurements_.datasets()[dataset].size();
    const std::size_t begin = std::max(rows_.begin, first);
    return {begin, std::max(begin, std::min(rows_.end, end))};
  }
  [[nodiscard]] bool missing(std::size_t dataset) const {
    return rows_of(dataset).size() > 0 && !cached_[dataset] &&
           has_part(measurements_.datasets()[dataset], part_);
  }
  [[nodiscard]] std::size_t n_missing() const {
    std::size_t n = 0;
    for (std::size_t d = 0; d < cached_.size(); ++d) n += missing(d) ? rows_of(d).size() : 0;
    return n;
  }

  /// Rows are filled in ascending order; those from `end` on never were.
  void give_up_at(std::size_t end) { filled_end_ = end; }
  [[nodiscard]] bool incomplete(std::size_t dataset) const {
    return has_part(measurements_.datasets()[dataset], part_) && rows_of(dataset).size() > 0 &&
           rows_of(dataset).end > filled_end_;
  }

  void fill(std::size_t row, std::span<double> out, std::size_t n_missing,
            const FlavourBasis& basis, const Progress& progress) {
    const RowAddress at = measurements_.row(row);
    if (const auto& cached = cached_[at.dataset]) {
      std::copy_n(cached->data() + at.point * n_columns_, n_columns_, out.begin());
      return;
    }
    if (!has_part(measurements_.datasets()[at.dataset], part_)) {
      std::ranges::fill(out, 0.0);
      return;
    }
    if (!theory_) theory_.emplace(card_.theory, card_.electroweak, basis);
    theory_->kernel_row(measurements_.datasets()[at.dataset], at.point, part_, out);
    if (progress) progress(++built_, n_missing);
  }

 private:
  const RunCard& card_;
  const Measurements& measurements_;
  IndexRange rows_;
  std::size_t n_columns_;
  KernelPart part_;
  std::vector<std::optional<std::vector<double>>> cached_;
  std::optional<Theory> theory_;
  std::size_t built_ = 0;
  std::size_t filled_end_ = std::numeric_limits<std::size_t>::max();
};

/// The rows that each rank builds: runs of nearly equal cost of building, other than those it
/// holds.
class BuildingDeal {
 public:
  /// Collective. Rows of sets that all ranks find in the cache cost little.
  BuildingDeal(const Communicator& comm, const RunCard& card, const Measurements& measurements,
               const KernelCache& cache, KernelPart part)
      : deal_(costs(comm, card, measurements, cache, part), comm.size()) {}

  [[nodiscard]] IndexRange rows(int rank) const { return deal_.blocks(rank); }

 private:
  static std::vector<double> costs(const Communicator& comm, const RunCard& card,
                                   const Measurements& measurements, const KernelCache& cache,
                                   KernelPart part) {
    constexpr double cost_of_reading = 0.02;
    std::vector<double> costs;
    for (const Dataset& dataset : measurements.datasets()) {
      const bool here = !has_part(dataset, part) || cache.has(kernel_key(card, dataset, part));
      const bool everywhere = comm.all_max(here ? 0 : 1) == 0;
      costs.insert(costs.end(), dataset.size(),
                   everywhere ? cost_of_reading : building_cost(card, dataset));
    }
    return costs;
  }
  BlockDeal deal_;
};

/// Rows of a rank, one behind the other.
struct RowRun {
  IndexRange range;
  std::size_t n_columns;
  std::vector<double> elements;

  [[nodiscard]] std::span<double> row(std::size_t i) {
    return std::span(elements).subspan((i - range.begin) * n_columns, n_columns);
  }
  [[nodiscard]] std::span<const double> rows(IndexRange part) const {
    return std::span(elements).subspan((part.begin - range.begin) * n_columns,
                                       part.size() * n_columns);
  }
};

/// Rank 0 stores the sets that any rank had to build and none has left unfinished.
void store_missing(const Communicator& comm, const RunCard& card, const Measurements& measurements,
                   const LocalRows& local, const RowRun& built_rows, KernelCache& cache,
                   KernelPart part, StageTime& cache_time) {
  for (std::size_t d = 0; d < measurements.datasets().size(); ++d) {
    constexpr std::int64_t built = 1, unfinished = 2;
    if (comm.all_max(local.incomplete(d) ? unfinished : local.missing(d) ? built : 0) != built)
      continue;
    const std::vector<double> all = comm.gather(built_rows.rows(local.rows_of(d)));
    const Dataset& dataset = measurements.datasets()[d];
    const StageClock clock(cache_time);
    if (comm.is_root())
      cache.store(kernel_key(card, dataset, part), all, dataset.size(), built_rows.n_columns);
  }
}

IndexRange overlap(IndexRange a, IndexRange b) {
  const std::size_t begin = std::max(a.begin, b.begin);
  return {begin, std::max(begin, std::min(a.end, b.end))};
}

/// Collective. Moves rows from those who built them to those who hold them. All ranks go through
/// the messages in the same order, so that blocking ones cannot deadlock.
void hand_over(const Communicator& comm, const Measurements& measurements, const BuildingDeal& deal,
               const RowRun& built, LinearKernel& kernel) {
  const BlockLayout layout = measurements.layout();
  const std::size_t first_block = measurements.deal(comm.size()).blocks(comm.rank()).begin;
  const auto keep = [&](IndexRange part, std::span<const double> rows) {
    for (std::size_t i = part.begin; i < part.end; ++i) {
      const std::size_t block = i / layout.rows_per_block;
      std::ranges::copy(
          rows.subspan((i - part.begin) * built.n_columns, built.n_columns),
          kernel.row(block - first_block, i - layout.rows_of_block(block).begin).begin());
    }
  };
  for (int from = 0; from < comm.size(); ++from)
    for (int to = 0; to < comm.size(); ++to) {
      if (from != comm.rank() && to != comm.rank()) continue;
      const IndexRange part = overlap(deal.rows(from), measurements.rows_of_rank(to, comm.size()));
      if (part.size() == 0) continue;
      if (from == to) {
        keep(part, built.rows(part));
      } else if (from == comm.rank()) {
        comm.send(built.rows(part), to);
      } else {
        std::vector<double> rows(part.size() * built.n_columns);
        comm.receive(rows, from);
        keep(part, rows);
      }
    }
}

}  // namespace

std::string kernel_key(const RunCard& card, const Dataset& dataset, KernelPart part) {
  YamlTree tree = YamlTree::map();
  static const std::string program = program_identity();
  tree.set("program", program);
  tree.set("theory", theory_tree(card.theory));
  tree.set("electroweak", electroweak_tree(card.electroweak));
  tree.set("basis", card.pdfs.basis);
  tree.set("part", to_text(part));
  tree.set("data", dataset_tree(dataset));
  return tree.yaml();
}

BuiltKernel build_kernel(const Communicator& comm, const RunCard& card,
                         const Measurements& measurements, const Logger& logger,
                         const Progress& progress, KernelPart part, const StopRequest& stop) {
  const auto start = std::chrono::steady_clock::now();
  KernelCache cache(card.cache.enabled ? card.cache.folder : std::filesystem::path(), logger);
  const FlavourBasis basis = *flavour_basis(card.pdfs.basis);
  const std::size_t n_columns = basis.size() * XGrid(card.theory.x_min).size();
  const BlockLayout layout = measurements.layout();
  const IndexRange blocks = measurements.deal(comm.size()).blocks(comm.rank());
  std::vector<std::size_t> sizes;
  for (std::size_t b = blocks.begin; b < blocks.end; ++b)
    sizes.push_back(layout.rows_of_block(b).size());

  BuiltKernel built{LinearKernel(n_columns, sizes), {}};
  const BuildingDeal deal(comm, card, measurements, cache, part);
  RowRun rows{deal.rows(comm.rank()), n_columns, {}};
  rows.elements.resize(rows.range.size() * n_columns);
  LocalRows local(card, measurements, rows.range, cache, n_columns, part, built.summary.cache);
  const std::size_t n_missing = local.n_missing();
  FailureGuard guard;
  Vote vote = Vote::go_on;
  guard.run([&] {
    for (std::size_t i = rows.range.begin; i < rows.range.end; ++i) {
      vote = vote_of(stop);
      if (vote == Vote::stop) return local.give_up_at(i);
      local.fill(i, rows.row(i), n_missing, basis, progress);
    }
  });
  vote = guard.settle(comm, vote);
  store_missing(comm, card, measurements, local, rows, cache, part, built.summary.cache);
  if (vote == Vote::stop)
    throw Stopped(std::string("stopped by a signal while kernels were built; ") +
                  (card.cache.enabled
                       ? "data sets that were complete are in the kernel cache, the same "
                         "command builds the others"
                       : "nothing is kept without the kernel cache (cache.enabled)"));
  hand_over(comm, measurements, deal, rows, built.kernel);
  built.kernel.find_support();
  built.summary.rows_built =
      static_cast<std::size_t>(comm.all_sum(static_cast<std::int64_t>(n_missing)));
  built.summary.rows_cached = rows_with_part(measurements, part) - built.summary.rows_built;
  built.summary.bytes = built.kernel.bytes();
  built.summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return built;
}

}  // namespace fitpack
