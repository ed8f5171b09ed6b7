#include "fitpack/prediction/form_of_all_ranks.hpp"

#include <gtest/gtest.h>

#include "../support/synthetic_forms.hpp"

namespace fitpack {
namespace {

void expect_equal(const FormPart& found, const FormPart& expected) {
  EXPECT_EQ(found.rows, expected.rows);
  EXPECT_EQ(found.cells, expected.cells);
}

TEST(FormOfAllRanks, IsThatOfASerialRun) {
  const Communicator comm = Communicator::world();
  synthetic::Problem problem;
  problem.n_rows = 37;  // three blocks: the last of five ranks have none
  for (const synthetic::FormKind& kind : synthetic::form_kinds()) {
    SCOPED_TRACE(kind.name);
    const BatchForm expected = *synthetic::prediction_of(kind, problem, {})->batch_form();
    const BatchForm found =
        form_of_all_ranks(comm, *synthetic::prediction_of(kind, problem, comm)->batch_form());
    EXPECT_EQ(found.n_rows, expected.n_rows);
    EXPECT_EQ(found.n_columns, expected.n_columns);
    expect_equal(found.leading, expected.leading);
    expect_equal(found.denominator, expected.denominator);
    expect_equal(found.f2, expected.f2);
    ASSERT_EQ(found.points.size(), expected.points.size());
    for (std::size_t i = 0; i < found.points.size(); ++i) {
      EXPECT_EQ(found.points[i].x, expected.points[i].x);
      EXPECT_EQ(found.points[i].q2, expected.points[i].q2);
    }
    EXPECT_EQ(found.normalisation, expected.normalisation);
    EXPECT_EQ(found.parameters.columns(), expected.parameters.columns());
  }
}

}  // namespace
}  // namespace fitpack
