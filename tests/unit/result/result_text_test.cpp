#include "fitpack/result/result_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/result/text_table.hpp"
#include "unit/result/example_result.hpp"

namespace fitpack {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TextTable, aligns_by_characters_not_bytes) {
  TextTable table({"set", "χ²"});
  table.add_row({"long name", "1.00"});
  table.add_rule();
  table.add_row({"a", "10.00", "note"});
  EXPECT_EQ(table.text(),
            "  set           χ²\n"
            "  long name   1.00\n"
            "  ----------------------\n"
            "  a          10.00  note\n");
}

TEST(ValueAndError, end_at_the_second_digit_of_the_error) {
  using Pair = std::pair<std::string, std::string>;
  EXPECT_EQ(value_and_error(-0.0612345, 0.01234), Pair("-0.061", "0.012"));
  EXPECT_EQ(value_and_error(1234.56, 25.0), Pair("1235", "25"));
  EXPECT_EQ(value_and_error(0.4, 0.0), Pair("0.4", "0"));
  EXPECT_EQ(value_and_error(0.4, NAN), Pair("0.4", "nan"));
}

TEST(ChiSquareText, has_a_line_for_each_set_and_each_part) {
  FitResult result = testing::example_result();
  result.chi2 = {12.5, 7.5, 4.0, -1.0, 2.0};
  const std::string text = chi_square_text(result);
  EXPECT_THAT(text, ContainsRegex("HERA_NC_EP_920 +2 +1\\.25 +0\\.625 +-0\\.50\n"));
  EXPECT_THAT(text, ContainsRegex("all points +3 +7\\.50 +2\\.500 +-1\\.00\n"));
  EXPECT_THAT(text, ContainsRegex("correlated sources +4\\.00\n"));
  EXPECT_THAT(text, ContainsRegex("log penalty +-1\\.00\n"));
  EXPECT_THAT(text, ContainsRegex("priors +2\\.00\n"));
  EXPECT_THAT(text, ContainsRegex("total +12\\.50\n"));
  EXPECT_THAT(text, ContainsRegex("total / ndf +1 +12\\.500\n"));
}

TEST(ChiSquareText, leaves_out_what_a_prediction_has_not) {
  FitResult result = testing::example_result();
  result.chi2.prior = 0.0;
  result.ndf = 0;
  EXPECT_THAT(chi_square_text(result), AllOf(Not(HasSubstr("priors")), Not(HasSubstr("ndf"))));
}

TEST(SummaryText, shows_parameters_shifts_starts_and_files) {
  const std::string text = summary_text(testing::example_result(), {"out/result.h5"});
  EXPECT_THAT(text, HasSubstr("Fit converged after 17 iterations"));
  EXPECT_THAT(text, HasSubstr("predicted decrease below 1e-10"));
  EXPECT_THAT(text, ContainsRegex("Bg +-0\\.061 +0\\.012"));
  EXPECT_THAT(text, ContainsRegex("fs +0\\.4 +fixed"));
  EXPECT_THAT(text, HasSubstr("at its upper bound 25"));
  EXPECT_THAT(text, HasSubstr("Auv = "));
  EXPECT_LT(text.find("HERA_CC_EM_920:lumi"), text.find("HERA:sys_1")) << "largest shift first";
  EXPECT_THAT(text, ContainsRegex("1 .*17 +converged +kept"));
  EXPECT_THAT(text, HasSubstr("out/result.h5"));
}

TEST(SummaryText, says_where_errors_come_from_and_where_excursions_end) {
  FitResult result = testing::example_result();
  EXPECT_THAT(summary_text(result), HasSubstr("from the full Hessian"));
  EXPECT_THAT(summary_text(result), HasSubstr("Eigenvector set with Δχ² = 2.5"));
  EXPECT_THAT(summary_text(result), HasSubstr("0.500 bound, Δχ² 1.25"));
  result.covariance_kind = CovarianceKind::gauss_newton;
  result.eigenvectors = {};
  EXPECT_THAT(summary_text(result),
              AllOf(HasSubstr("from the Gauss-Newton Hessian"), Not(HasSubstr("Eigenvector"))));
}

TEST(SummaryText, cannot_be_mistaken_where_a_fit_did_not_converge) {
  FitResult result = testing::example_result();
  result.status = FitStatus::not_converged;
  EXPECT_THAT(summary_text(result), HasSubstr("NOT CONVERGED"));
}

TEST(InspectText, shows_bounds_flat_directions_and_origin) {
  const std::string text = inspect_text(testing::example_result());
  EXPECT_THAT(text, HasSubstr("Parameters at a bound: Cg\n"));
  EXPECT_THAT(text, HasSubstr("eigenvalue 0.5, error x 1.41: 0.71 "));
  EXPECT_THAT(text, HasSubstr("-0.71 "));
  EXPECT_THAT(text, ContainsRegex("kernels +0\\.5000 +1\\.0000 +1\\.5000 +1\\.50 +3 +15 +2700"));
  EXPECT_THAT(text, HasSubstr("abc123-dirty"));
  EXPECT_THAT(text, HasSubstr("ranks: 5"));
}

TEST(InspectText, says_that_there_is_no_hessian) {
  EXPECT_THAT(inspect_text(FitResult{}),
              AllOf(HasSubstr("holds no Hessian"), HasSubstr("Parameters at a bound: none")));
}

}  // namespace
}  // namespace fitpack
