#include "fitpack/events/event_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

#include "fitpack/core/error.hpp"
#include "fitpack/events/event_sidecar.hpp"
#include "fitpack/io/atomic_file.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/hdf5.hpp"
#include "fitpack/parallel/agreement.hpp"

namespace fitpack {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Rows of one kind: how many, and the first.
struct Found {
  std::int64_t count = 0;
  std::size_t first = none;
  void add(std::size_t row) {
    ++count;
    first = std::min(first, row);
  }
  /// Collective: of all ranks.
  void combine(const Communicator& comm) {
    count = comm.all_sum(count);
    const std::int64_t negative = first == none ? std::numeric_limits<std::int64_t>::min()
                                                : -static_cast<std::int64_t>(first);
    const std::int64_t largest = comm.all_max(negative);
    first = largest == std::numeric_limits<std::int64_t>::min()
                ? none
                : static_cast<std::size_t>(-largest);
  }
};

/// What is the matter with the rows of a sample.
struct Findings {
  Found not_finite, outside, not_positive, positive, kept;
};

struct RawColumns {
  std::vector<double> x, q2, weight, id;
};

std::size_t column_length(const Hdf5File& file, const std::string& column) {
  if (!file.exists(column))
    throw DataError(file.path().string() + ": the column " + column +
                    " is missing; a sample of events has the columns x and Q2");
  const auto shape = file.shape(column);
  if (shape.size() != 1)
    throw DataError(file.path().string() + ", " + column + ": has " + std::to_string(shape.size()) +
                    " dimensions where 1 is expected");
  return shape[0];
}

std::size_t checked_length(const Hdf5File& file, const EventSidecar& sidecar) {
  const std::size_t rows = column_length(file, "x");
  for (const char* column : {"Q2", "weight", "sample"}) {
    const bool required = std::string(column) == "Q2" ||
                          (std::string(column) == "sample" && sidecar.sample_id.has_value());
    if (!required && !file.exists(column)) continue;
    const std::size_t length = column_length(file, column);
    if (length != rows)
      throw DataError(file.path().string() + ": the columns x and " + column +
                      " differ in length, " + std::to_string(rows) + " and " +
                      std::to_string(length));
  }
  if (sidecar.n_events && *sidecar.n_events != rows)
    throw DataError(file.path().string() + ": " + std::to_string(*sidecar.n_events) +
                    " events expected (n_events of the sidecar), the file has " +
                    std::to_string(rows) + "; correct the sidecar or the file");
  return rows;
}

RawColumns read_rows(const Hdf5File& file, const EventSidecar& sidecar, IndexRange rows) {
  RawColumns raw;
  raw.x = file.read_numbers("x", rows.begin, rows.size());
  raw.q2 = file.read_numbers("Q2", rows.begin, rows.size());
  if (file.exists("weight")) raw.weight = file.read_numbers("weight", rows.begin, rows.size());
  if (sidecar.sample_id) raw.id = file.read_numbers("sample", rows.begin, rows.size());
  return raw;
}

/// Sorts the good rows of a rank into its blocks.
void fill_blocks(const RawColumns& raw, const EventSidecar& sidecar, IndexRange rows,
                 EventSample& sample, Findings& findings) {
  const PhaseSpace& space = sample.definition.phase_space;
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const std::size_t e = row - rows.begin;
    if (e % sample.layout.rows_per_block == 0) sample.blocks.emplace_back();
    if (!raw.id.empty() && raw.id[e] != static_cast<double>(*sidecar.sample_id)) continue;
    const double weight = raw.weight.empty() ? 1.0 : raw.weight[e];
    if (!std::isfinite(raw.x[e]) || !std::isfinite(raw.q2[e]) || !std::isfinite(weight)) {
      findings.not_finite.add(row);
      continue;
    }
    if (!space.contains(raw.x[e], raw.q2[e])) {
      findings.outside.add(row);
      continue;
    }
    (weight > 0.0 ? findings.positive : findings.not_positive).add(row);
    findings.kept.add(row);
    EventColumns& block = sample.blocks.back();
    block.x.push_back(raw.x[e]);
    block.q2.push_back(raw.q2[e]);
    if (!raw.weight.empty()) block.weight.push_back(weight);
  }
}

std::string events(std::int64_t n) { return std::to_string(n) + (n == 1 ? " event" : " events"); }

std::string outside_text(const Hdf5File& file, const PhaseSpace& space, const Found& found) {
  const double x = file.read_numbers("x", found.first, 1)[0];
  const double q2 = file.read_numbers("Q2", found.first, 1)[0];
  std::ostringstream text;
  text << events(found.count) << " outside the phase space of the sidecar, the first is row "
       << found.first + 1 << " with x = " << x << ", Q2 = " << q2 << " GeV2, y = " << space.y(x, q2)
       << ", W2 = " << q2 * (1.0 - x) / x << " GeV2";
  return text.str();
}

void report(const Hdf5File& file, const EventSample& sample, const Findings& found,
            OutsideEvents outside, Problems& problems) {
  const std::string place = file.path().string();
  if (found.not_finite.count > 0)
    problems.add(place,
                 events(found.not_finite.count) +
                     " with a number that is not finite, the first is row " +
                     std::to_string(found.not_finite.first + 1),
                 "remove them");
  if (found.outside.count > 0 && outside == OutsideEvents::refuse)
    problems.add(place, outside_text(file, sample.definition.phase_space, found.outside),
                 "correct the phase space, or cut them with events.outside: cut");
  if (found.not_positive.count > 0)
    problems.add(place,
                 found.positive.count > 0
                     ? "weights of mixed sign: " + events(found.not_positive.count) +
                           " with weights that are not positive, the first is row " +
                           std::to_string(found.not_positive.first + 1)
                     : "no weight is positive",
                 "a likelihood needs positive weights");
  if (problems.empty() && found.kept.count == 0)
    problems.add(place,
                 "no events are left" +
                     (found.outside.count > 0
                          ? ", " + events(found.outside.count) + " outside the phase space were cut"
                          : std::string()),
                 "check the phase space of the sidecar");
}

}  // namespace

EventSample read_events(const Communicator& comm, const fs::path& sidecar_path,
                        OutsideEvents outside, std::size_t rows_per_block) {
  EventSample sample;
  EventSidecar sidecar;
  Findings findings;
  std::optional<Hdf5File> file;
  agree(comm, [&] {
    Problems problems;
    sidecar = read_event_sidecar(sidecar_path, problems);
    problems.throw_if_any(ExitCode::data);
    file = Hdf5File::open(fs::path(sidecar_path).replace_extension(".h5"));
    sample.name = sidecar.name;
    sample.definition = sidecar.definition;
    sample.file = file->path().string();
    sample.layout = {checked_length(*file, sidecar), rows_per_block};
    const IndexRange rows = rows_of_rank(sample.layout, comm.rank(), comm.size());
    fill_blocks(read_rows(*file, sidecar, rows), sidecar, rows, sample, findings);
    if (comm.is_root()) sample.checksum = file_checksum(file->path());
  });
  for (Found* found : {&findings.not_finite, &findings.outside, &findings.not_positive,
                       &findings.positive, &findings.kept})
    found->combine(comm);
  sample.n_events = static_cast<std::size_t>(findings.kept.count);
  sample.n_cut = static_cast<std::size_t>(findings.outside.count);
  agree(comm, [&] {
    Problems problems;
    report(*file, sample, findings, outside, problems);
    problems.throw_if_any(ExitCode::data);
  });
  return sample;
}

void write_events(const fs::path& path, const EventColumns& events,
                  const EventDefinition& definition, const std::string& title) {
  Hdf5File file = Hdf5File::create(path);
  file.write_numbers("x", events.x);
  file.write_numbers("Q2", events.q2);
  file.write_attribute("Q2", "unit", "GeV^2");
  if (!events.weight.empty()) file.write_numbers("weight", events.weight);
  file.close();
  EventSidecar sidecar;
  sidecar.name = path.stem().string();
  sidecar.title = title;
  sidecar.definition = definition;
  sidecar.n_events = events.size();
  write_file_atomically(fs::path(path).replace_extension(".yaml"), event_sidecar_text(sidecar));
}

}  // namespace fitpack
