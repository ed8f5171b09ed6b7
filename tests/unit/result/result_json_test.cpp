#include "fitpack/result/result_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "fitpack/result/predictions_csv.hpp"
#include "unit/result/example_result.hpp"

namespace fitpack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

FitResult simple_result() {
  FitResult result = testing::example_result();
  result.chi2 = {12.5, 7.5, 4.0, -1.0, 2.0};
  result.datasets = {{"HERA_NC_EP_920", 2, 1.25, -0.5}, {"HERA_CC_EM_920", 1, 6.25, 0.125}};
  result.seconds = 0.5;
  return result;
}

TEST(PredictJson, is_exactly_this) {
  EXPECT_EQ(predict_json(simple_result()), R"({
  "chi2": 12.5,
  "chi2_points": 7.5,
  "chi2_correlated": 4,
  "chi2_log_penalty": -1,
  "chi2_prior": 2,
  "n_points": 3,
  "datasets": {
    "HERA_NC_EP_920": {"n": 2, "chi2": 1.25, "log_penalty": -0.5},
    "HERA_CC_EM_920": {"n": 1, "chi2": 6.25, "log_penalty": 0.125}
  }
}
)");
}

TEST(InspectJson, adds_the_outcome) {
  const std::string json = inspect_json(simple_result());
  for (const char* entry :
       {R"("status": "converged")", R"("chi2": 12.5)", R"("chi2_correlated": 4)", R"("ndf": 1)",
        R"("iterations": 17)", R"("seconds": 0.5)", R"("at_bound": ["Cg"])",
        R"("HERA_CC_EM_920": {"n": 1, "chi2": 6.25, "log_penalty": 0.125})"})
    EXPECT_THAT(json, HasSubstr(entry));
}

TEST(InspectJson, lists_every_parameter_and_marks_the_fixed_ones) {
  const std::string json = inspect_json(simple_result());
  EXPECT_THAT(json, HasSubstr(R"("Bg": {"value": -0.0612345, "error": 0.01234})"));
  EXPECT_THAT(json, HasSubstr(R"("fs": {"value": 0.4, "error": 0, "fixed": true})"));
}

TEST(InspectJson, has_the_flat_directions) {
  FitResult result = simple_result();
  result.free_names = {"Bg"};
  result.hessian = {4.0};
  EXPECT_THAT(inspect_json(result), HasSubstr(R"("flat_directions": [
    {
      "eigenvalue": 1,
      "error_inflation": 1,
      "weights": {"Bg": 1},
      "shifts": {"Bg": 0.5}
    }
  ])"));
}

TEST(InspectJson, tells_the_ends_of_eigenvectors) {
  FitResult result = simple_result();
  EXPECT_THAT(inspect_json(result), HasSubstr(R"("covariance_kind": "full")"));
  EXPECT_THAT(inspect_json(result), HasSubstr(R"("tolerance": 2.5)"));
  EXPECT_THAT(inspect_json(result), HasSubstr(R"("plus_end": "reached", "minus_end": "at_bound")"));
  result.eigenvectors = {};
  EXPECT_THAT(inspect_json(result), Not(HasSubstr("tolerance")));
}

TEST(InspectJson, has_null_where_a_number_is_not_finite) {
  FitResult result = simple_result();
  result.chi2.total = NAN;
  const std::string json = inspect_json(result);
  EXPECT_THAT(json, HasSubstr(R"("chi2": null)"));
  EXPECT_THAT(json, Not(HasSubstr("nan")));
}

TEST(PredictionsCsv, is_exactly_this) {
  FitResult result = simple_result();
  result.predictions = {{0, 0.001, 10.0, 0.4, 1.1, 0.02, 1.0 / 3.0, 1.125, 0.0},
                        {1, 0.1, 300.0, 0.1, 0.3, 0.05, 1e-20, 2e30, 0.0}};
  EXPECT_EQ(predictions_csv(result),
            "dataset,x,Q2,y,value,theory,shifted_theory\n"
            "HERA_NC_EP_920,0.001,10,0.4,1.1,0.3333333333333333,1.125\n"
            "HERA_CC_EM_920,0.1,300,0.1,0.3,1e-20,2e+30\n");
}

}  // namespace
}  // namespace fitpack
