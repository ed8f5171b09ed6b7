#include <gtest/gtest.h>

#include "fitpack/drell_yan/components.hpp"
#include "fitpack/prediction/form_of_all_ranks.hpp"

namespace fitpack {
namespace {

constexpr std::size_t n_columns = 2;

/// Of a rank: linear rows, and a bilinear one in the middle where it has `bilinear`.
BatchForm form_of_rank(int rank, bool bilinear) {
  const auto number = static_cast<std::size_t>(rank);
  const std::size_t n_rows = 3 + number;
  std::vector<double> elements;
  for (std::size_t e = 0; e < n_rows * n_columns; ++e)
    elements.push_back(static_cast<double>(100 * number + e));
  BatchForm linear = form_of_rows(n_columns, {}, n_rows, {elements});
  if (!bilinear) return linear;
  BatchForm rows{n_rows, n_columns, {}, {}, {}, {}, {}, {}, {}};
  rows.bilinear = {n_columns, 1, 1, std::vector<double>(7 * 9 * n_columns, 0.5), {}};
  const double value = 1.0 + rank;
  rows.bilinear.rows.push_back({1,
                                0,
                                std::vector<double>(drell_yan::scale_nodes, value),
                                1,
                                1,
                                {value},
                                {2.0 * value},
                                {3.0 * value},
                                value,
                                0.5,
                                BilinearKind::over_proton});
  return *with_bilinear_rows(std::move(linear), std::move(rows));
}

// Rank 0 has none unless it is alone.
bool has_bilinear(int rank, int size) { return rank > 0 || size == 1; }

TEST(BilinearRows, OfAllRanksAreOnEachOfThem) {
  const Communicator world = Communicator::world();
  const int size = world.size();
  const BatchForm all =
      form_of_all_ranks(world, form_of_rank(world.rank(), has_bilinear(world.rank(), size)));
  EXPECT_EQ(all.bilinear.operators, std::vector<double>(7 * 9 * n_columns, 0.5));
  std::size_t first = 0, next = 0;
  std::vector<std::size_t> linear;
  std::vector<double> elements;
  for (int rank = 0; rank < size; ++rank) {
    const BatchForm one = form_of_rank(rank, has_bilinear(rank, size));
    for (const std::size_t row : one.leading.rows) linear.push_back(first + row);
    elements.insert(elements.end(), one.leading.cells[0].begin(), one.leading.cells[0].end());
    for (const BilinearBatchRow& row : one.bilinear.rows) {
      ASSERT_LT(next, all.bilinear.rows.size());
      const BilinearBatchRow& found = all.bilinear.rows[next++];
      EXPECT_EQ(found.row, first + row.row);
      EXPECT_EQ(found.gluon_quark, row.gluon_quark);
      EXPECT_EQ(found.prefactor, row.prefactor);
      EXPECT_EQ(found.kind, row.kind);
    }
    first += one.n_rows;
  }
  EXPECT_EQ(next, all.bilinear.rows.size());
  EXPECT_EQ(all.n_rows, first);
  EXPECT_EQ(all.leading.rows, linear);
  EXPECT_EQ(all.leading.cells[0], elements);
}

}  // namespace
}  // namespace fitpack
