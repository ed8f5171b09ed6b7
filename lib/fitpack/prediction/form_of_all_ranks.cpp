#include "fitpack/prediction/form_of_all_ranks.hpp"

#include <numeric>
#include <span>
#include <utility>

namespace fitpack {

namespace {

std::vector<double> gathered(const Communicator& comm, std::span<const double> own) {
  std::vector<double> all = comm.gather(own);
  comm.broadcast(all);
  return all;
}

/// Of whole numbers.
template <class Number>
std::vector<Number> gathered_numbers(const Communicator& comm, const std::vector<Number>& own) {
  const std::vector<double> all = gathered(comm, std::vector<double>(own.begin(), own.end()));
  return {all.begin(), all.end()};
}

/// `first`: number of the rank's first row among all.
FormPart gathered_part(const Communicator& comm, const BatchForm& form, const FormPart& own,
                       std::size_t first) {
  FormPart all{own.rows, {}};
  for (std::size_t& row : all.rows) row += first;
  all.rows = gathered_numbers(comm, all.rows);
  const std::size_t size = own.rows.size() * form.n_columns;
  for (std::size_t cell = 0; cell < own.cells.size(); ++cell) {
    std::vector<double>& elements = all.cells.emplace_back();
    for (std::size_t member = 0; member < form.parameters.n_members(cell); ++member) {
      const std::vector<double> rows =
          gathered(comm, std::span(own.cells[cell]).subspan(member * size, size));
      elements.insert(elements.end(), rows.begin(), rows.end());
    }
  }
  return all;
}

std::vector<HigherTwistPoint> gathered_points(const Communicator& comm,
                                              const std::vector<HigherTwistPoint>& own) {
  std::vector<double> numbers;
  for (const HigherTwistPoint& point : own) {
    numbers.push_back(point.x);
    numbers.push_back(point.q2);
  }
  numbers = gathered(comm, numbers);
  std::vector<HigherTwistPoint> all;
  for (std::size_t i = 0; i < numbers.size(); i += 2) all.push_back({numbers[i], numbers[i + 1]});
  return all;
}

/// Operators are the same on all ranks that have such rows: they travel once.
BilinearBatch gathered_rows(const Communicator& comm, BilinearBatch own, std::size_t first) {
  const std::int64_t rank = comm.size() - comm.rank();
  const bool lowest = comm.all_max(own.empty() ? 0 : rank) == rank && !own.empty();
  for (BilinearBatchRow& row : own.rows) row.row += first;
  std::vector<double> numbers;
  if (!own.empty())
    numbers =
        own.pack(lowest ? BilinearBatch::Operators::packed : BilinearBatch::Operators::left_out);
  return BilinearBatch::unpack(gathered(comm, numbers));
}

}  // namespace

BatchForm form_of_all_ranks(const Communicator& comm, BatchForm own) {
  if (comm.size() == 1) return own;
  const std::vector<std::size_t> rows =
      gathered_numbers(comm, std::vector<std::size_t>{own.n_rows});
  const std::size_t first =
      std::accumulate(rows.begin(), rows.begin() + comm.rank(), std::size_t{0});
  BatchForm all{std::accumulate(rows.begin() + comm.rank(), rows.end(), first),
                own.n_columns,
                own.parameters,
                {},
                {},
                {},
                {},
                {},
                {}};
  for (FormPart BatchForm::*part : {&BatchForm::leading, &BatchForm::denominator, &BatchForm::f2})
    all.*part = gathered_part(comm, own, std::exchange(own.*part, {}), first);
  all.bilinear = gathered_rows(comm, std::exchange(own.bilinear, {}), first);
  all.points = gathered_points(comm, own.points);
  all.normalisation = gathered_numbers(comm, own.normalisation);
  return all;
}

}  // namespace fitpack
