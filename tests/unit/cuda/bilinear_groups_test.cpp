#include "fitpack/cuda/bilinear_groups.hpp"

#include <gtest/gtest.h>

#include "fitpack/drell_yan/components.hpp"

namespace fitpack {
namespace {

BilinearBatchRow row_of(std::size_t row, std::size_t piece, std::size_t left, std::size_t right) {
  const std::size_t n = left * right;
  const double value = 1.0 + static_cast<double>(row);
  return {row,
          piece,
          std::vector<double>(drell_yan::scale_nodes, value),
          left,
          right,
          std::vector<double>(n, value),
          std::vector<double>(n, 2.0 * value),
          std::vector<double>(n, 3.0 * value),
          1.0,
          1.0,
          BilinearKind::cross_section};
}

/// Of f three of five elements matter.
BilinearBatch example() {
  BilinearBatch batch{5, 4, 2, {}, {}};
  const std::size_t lines = 2 * drell_yan::scale_nodes * drell_yan::n_components * 4;
  for (std::size_t k = 0; k < lines; ++k)
    batch.operators.insert(batch.operators.end(),
                           {0.0, 1.0, static_cast<double>(k), 0.0, k == 3 ? 1.0 : 0.0});
  batch.rows = {row_of(0, 1, 2, 3), row_of(1, 0, 4, 1), row_of(2, 1, 1, 4), row_of(4, 1, 3, 3)};
  return batch;
}

TEST(BilinearGroups, AreOfOnePieceWithFormsOfOneShape) {
  const BilinearGroups all = bilinear_groups(example(), 2);
  EXPECT_EQ(all.columns, (std::vector<int>{1, 2, 4}));
  EXPECT_EQ(all.operators.size(), example().operators.size() / 5 * 3);
  EXPECT_EQ(all.operators[3 * 3 + 2], 1.0);
  ASSERT_EQ(all.groups.size(), 3U);
  EXPECT_EQ(all.groups[0].piece, 0U);
  EXPECT_EQ(all.rows[0].row, 1U);
  // Rows 2 and 0: the windows of the larger ones, forms at their ends.
  const BilinearGroup& group = all.groups[1];
  EXPECT_EQ(group.first, 1U);
  ASSERT_EQ(group.n_rows, 2U);
  EXPECT_EQ(group.left, 2U);
  EXPECT_EQ(group.right, 4U);
  EXPECT_EQ(group.window(), 4U);
  EXPECT_EQ(group.quark_antiquark,
            (std::vector<double>{0, 0, 0, 0, 3, 3, 3, 3, 0, 1, 1, 1, 0, 1, 1, 1}));
  EXPECT_EQ(group.gluon_quark[4], 9.0);
  EXPECT_TRUE(all.rows[1].quark_gluon.empty());
  EXPECT_EQ(all.groups[2].n_rows, 1U);
}

TEST(BilinearGroups, KnowWhatASetTakes) {
  const BilinearGroups all = bilinear_groups(example(), 2);
  const BilinearSizes values = all.sizes(1), slopes = all.sizes(3);
  EXPECT_EQ(values.f, 3U);
  EXPECT_EQ(values.nodes, 7U * 9U * 4U);
  EXPECT_EQ(values.panels, 2U * 11U * 4U);
  EXPECT_EQ(values.to_right + values.slopes + values.products, 0U);
  EXPECT_EQ(slopes.f, 9U);
  EXPECT_EQ(slopes.to_left, 2U * 11U * 4U / 2U);
  EXPECT_EQ(slopes.to_right, 2U * 10U * 4U);
  EXPECT_EQ(slopes.slopes, 2U * 9U * 4U);
  EXPECT_EQ(slopes.products, 2U * 7U * 2U);
}

// What travels from rank to rank.
TEST(BilinearBatch, IsWhatWasPacked) {
  BilinearBatch first = example(), second = example();
  second.rows = {row_of(7, 0, 2, 2)};
  second.rows.front().kind = BilinearKind::over_proton;
  std::vector<double> numbers = BilinearBatch{}.pack();
  for (const auto& some : {first.pack(BilinearBatch::Operators::left_out), second.pack()})
    numbers.insert(numbers.end(), some.begin(), some.end());
  const BilinearBatch all = BilinearBatch::unpack(numbers);
  EXPECT_EQ(all.operators, first.operators);
  EXPECT_EQ(all.n_pieces, 2U);
  ASSERT_EQ(all.rows.size(), 5U);
  EXPECT_EQ(all.rows[2].gluon_quark, first.rows[2].gluon_quark);
  EXPECT_EQ(all.rows[3].kind, BilinearKind::cross_section);
  EXPECT_EQ(all.rows[4].row, 7U);
  EXPECT_EQ(all.rows[4].kind, BilinearKind::over_proton);
  numbers.pop_back();
  EXPECT_ANY_THROW(BilinearBatch::unpack(numbers));
}

}  // namespace
}  // namespace fitpack
