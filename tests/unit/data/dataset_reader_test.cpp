#include "fitpack/data/dataset_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "toy_dataset.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Reader : public testing::Test {
 protected:
  std::optional<Dataset> read(const std::string& csv, const std::string& yaml) {
    return toy_.read(csv, yaml, problems_);
  }
  /// Messages after one piece of the table was exchanged.
  std::string csv_error(const std::string& piece, const std::string& by) {
    EXPECT_FALSE(read(replaced(toy_csv, piece, by), toy_yaml).has_value());
    return problems_.text();
  }
  std::string yaml_error(const std::string& piece, const std::string& by) {
    EXPECT_FALSE(read(toy_csv, replaced(toy_yaml, piece, by)).has_value());
    return problems_.text();
  }
  ToyFolder toy_;
  Problems problems_;
};

TEST_F(Reader, ReadsTableAndMeaning) {
  const auto data = read(toy_csv, toy_yaml);
  ASSERT_TRUE(data.has_value()) << problems_.text();
  EXPECT_EQ(data->name, "TOY");
  EXPECT_EQ(data->title, "a toy");
  EXPECT_EQ(data->process, Process::nc_dis);
  EXPECT_EQ(data->observable, Observable::reduced_cross_section);
  EXPECT_EQ(data->lepton_charge, -1);
  EXPECT_EQ(data->polarisation, 0.25);
  EXPECT_EQ(data->sqrt_s, 70.7);
  EXPECT_EQ(data->target.name, "proton");
  EXPECT_THAT(data->x, ElementsAre(0.01, 0.1, 1.0));
  EXPECT_THAT(data->q2, ElementsAre(10.0, 100.0, 200.0));
  EXPECT_THAT(data->y, ElementsAre(0.2, 0.2, 1.0));
  ASSERT_EQ(data->extra_kinematics.size(), 1U);
  EXPECT_EQ(data->extra_kinematics[0].first, "E");
  EXPECT_THAT(data->extra_kinematics[0].second, ElementsAre(50.0, 50.0, 90.0));
  EXPECT_THAT(data->value, ElementsAre(1.25, 0.42, -0.1));
  EXPECT_THAT(data->stat, ElementsAre(0.02, 0.01, 0.0));
  EXPECT_THAT(data->uncor, ElementsAre(0.01, 0.004, 0.004));
  EXPECT_THAT(data->correlated, ElementsAre(0.015, -0.003, 0.005, 0.001, 0.0, 0.0));
  EXPECT_EQ(data->shift(1, 0), 0.005);
  EXPECT_THAT(data->file_rows, ElementsAre(1, 2, 3));
  EXPECT_EQ(data->n_in_file, 3U);
  EXPECT_THAT(data->exclusive_with, ElementsAre("TOY_F2"));
  EXPECT_EQ(data->files.csv, toy_.csv());
  EXPECT_EQ(data->files.csv_checksum.size(), 16U);
}

TEST_F(Reader, GivesSourcesTheirMeaning) {
  const auto data = read(toy_csv, toy_yaml);
  ASSERT_TRUE(data.has_value()) << problems_.text();
  ASSERT_EQ(data->sources.size(), 2U);
  EXPECT_EQ(data->sources[0].name, "lumi");
  EXPECT_EQ(data->sources[0].group, "G");
  EXPECT_EQ(data->sources[0].scope, Scope::shared);
  EXPECT_EQ(data->sources[0].treatment, Treatment::multiplicative);
  EXPECT_EQ(data->sources[1].name, "bkg");
  EXPECT_EQ(data->sources[1].group, "");
  EXPECT_EQ(data->sources[1].scope, Scope::dataset);
  EXPECT_EQ(data->sources[1].treatment, Treatment::additive);
}

TEST_F(Reader, ReadsListedSources) {
  const std::string head = toy_yaml.substr(0, toy_yaml.find("systematics:"));
  const std::string list =
      "systematics:\n"
      "  - {name: bkg, treatment: additive, scope: dataset}\n"
      "  - {name: lumi, treatment: multiplicative, scope: shared, group: H}\n";
  const auto data = read(toy_csv, head + list);
  ASSERT_TRUE(data.has_value()) << problems_.text();
  EXPECT_EQ(data->sources[0].name, "lumi") << "the order is that of the table";
  EXPECT_EQ(data->sources[0].group, "H");
  EXPECT_EQ(data->sources[1].treatment, Treatment::additive);
}

TEST_F(Reader, ReadsTheSidecarGivenByItsPath) {
  static_cast<void>(read(toy_csv, toy_yaml));
  const auto data = read_dataset(toy_.yaml(), "", problems_);
  ASSERT_TRUE(data.has_value()) << problems_.text();
  EXPECT_EQ(data->name, "TOY");
}

TEST_F(Reader, TakesUncorAsZeroWhereThereIsNone) {
  const auto data =
      read(replaced(replaced(toy_csv, "stat,uncor", "stat,aux2"), "-0.1,0,", "-0.1,1,"),
           replaced(replaced(toy_yaml, "  uncor: uncor\n", ""), "[aux]", "[aux, aux2]"));
  ASSERT_TRUE(data.has_value()) << problems_.text();
  EXPECT_THAT(data->uncor, ElementsAre(0.0, 0.0, 0.0));
}

TEST_F(Reader, BothChargesCombinedHaveChargeZero) {
  const auto data = read(toy_csv, replaced(toy_yaml, "lepton: e-", "lepton: e+-"));
  ASSERT_TRUE(data.has_value()) << problems_.text();
  EXPECT_EQ(data->lepton_charge, 0);
}

TEST_F(Reader, AChargedCurrentNeedsOneCharge) {
  static_cast<void>(read(toy_csv, replaced(replaced(replaced(toy_yaml, "lepton: e-", "lepton: e+-"),
                                                    "nc_dis", "cc_dis"),
                                           "reduced_cross_section", "d2sigma_dxdQ2")));
  EXPECT_THAT(problems_.text(), HasSubstr("a charged current has a lepton of one charge"));
}

TEST_F(Reader, ReportsMissingColumn) {
  EXPECT_THAT(csv_error("value,stat", "value,sta"),
              HasSubstr(toy_.csv() + ":1, column stat: this column is missing; did you mean sta?"));
}

TEST_F(Reader, ReportsNaN) {
  EXPECT_THAT(csv_error("0.42", "nan"),
              HasSubstr(toy_.csv() + ":3, column value: expected a finite number, found 'nan'"));
}

TEST_F(Reader, ReportsInfiniteSource) {
  EXPECT_THAT(csv_error("-0.003", "-inf"),
              HasSubstr(toy_.csv() + ":2, column bkg: expected a finite number"));
}

TEST_F(Reader, ReportsNegativeUncertainties) {
  EXPECT_THAT(
      csv_error(",0.02,", ",-0.02,"),
      HasSubstr(toy_.csv() + ":2, column stat: an uncertainty must not be negative, found -0.02"));
  EXPECT_THAT(csv_error("0.42,0.01,0.004", "0.42,0.01,-0.004"),
              HasSubstr(":3, column uncor: an uncertainty must not be negative"));
}

TEST_F(Reader, ReportsPointWithoutUncertainty) {
  EXPECT_THAT(csv_error("-0.1,0,0.004", "-0.1,0,0"),
              HasSubstr(":4, column stat: the point has no uncorrelated uncertainty"));
}

TEST_F(Reader, ReportsZeroValue) {
  EXPECT_THAT(csv_error(",0.42,", ",0,"),
              HasSubstr(":3, column value: a value of zero has no relative uncertainties"));
}

TEST_F(Reader, ReportsKinematicsOutOfRange) {
  EXPECT_THAT(csv_error("0.01,10,0.2", "0,0,1.2"), HasSubstr(":2, column x: x must lie in (0, 1]"));
  EXPECT_THAT(problems_.text(), HasSubstr(":2, column Q2: Q2 must be positive, found 0"));
  EXPECT_THAT(problems_.text(), HasSubstr(":2, column y: y must lie in (0, 1], found 1.2"));
  EXPECT_THAT(csv_error("0.01,10,0.2", "1.01,-10,0"), HasSubstr("found 1.01"));
}

TEST_F(Reader, ReportsWrongNumberOfFields) {
  EXPECT_THAT(csv_error(",0.001,8", ",0.001"),
              HasSubstr(toy_.csv() + ":3, column bkg: 9 fields where the header names 10"));
}

TEST_F(Reader, ReportsEverythingAtOnce) {
  const std::string csv = replaced(replaced(toy_csv, "0.42", "nan"), ",0.02,", ",-0.02,");
  EXPECT_FALSE(read(csv, replaced(toy_yaml, "target:", "targte:")).has_value());
  EXPECT_THAT(problems_.text(), HasSubstr("expected a finite number"));
  EXPECT_THAT(problems_.text(), HasSubstr("must not be negative"));
  EXPECT_THAT(problems_.text(), HasSubstr("unknown key targte; did you mean target?"));
  EXPECT_THAT(problems_.text(), HasSubstr("key target is missing"));
}

TEST_F(Reader, ReportsMissingFiles) {
  toy_.folder().write("TOY.csv", toy_csv);
  toy_.folder().write("TOY.yaml", toy_yaml);
  EXPECT_FALSE(read_dataset(toy_.folder().path(), "TOI", problems_).has_value());
  EXPECT_THAT(problems_.text(), HasSubstr("TOI.yaml: no such file"));
  EXPECT_THAT(problems_.text(), HasSubstr("did you mean TOY?"));
}

TEST_F(Reader, ReportsTableWithoutSidecar) {
  toy_.folder().write("TOY.csv", toy_csv);
  EXPECT_FALSE(read_dataset(toy_.folder().path(), "TOY", problems_).has_value());
  EXPECT_EQ(problems_.size(), 1U);
  EXPECT_THAT(problems_.text(), HasSubstr("TOY.yaml: no such file"));
}

TEST_F(Reader, ReportsSidecarWithoutTableAndMissingFolder) {
  toy_.folder().write("TOY.yaml", toy_yaml);
  EXPECT_FALSE(read_dataset(toy_.folder().path(), "TOY", problems_).has_value());
  EXPECT_THAT(problems_.text(), HasSubstr("TOY.csv: no such file"));
  EXPECT_FALSE(read_dataset(toy_.folder() / "nowhere", "TOY", problems_).has_value());
  EXPECT_THAT(problems_.text(), HasSubstr("there are no data sets in"));
}

TEST_F(Reader, ReportsUnknownWords) {
  EXPECT_THAT(yaml_error("nc_dis", "nc_diss"),
              HasSubstr(toy_.yaml() + ":3: key process: expected one of nc_dis, cc_dis, "
                                      "nc_dis_heavy_quark, nu_cc_dis, nu_cc_dimuon, drell_yan, "
                                      "found 'nc_diss'; did you mean nc_dis?"));
  EXPECT_THAT(yaml_error("reduced_cross_section", "F4"),
              HasSubstr(":4: key observable: expected one of reduced_cross_section, "
                        "d2sigma_dxdQ2, sigma_r_ccbar, sigma_r_bbbar, F2, F2d/F2p, "
                        "d2sigma_dxdy_over_E, forward_dimuon, s_d2sigma_dsqrttau_drap, "
                        "m3_d2sigma_dM_dxF, sigma_pd/(2*sigma_pp), found 'F4'; did you mean F2?"));
  EXPECT_THAT(yaml_error("lepton: e-", "lepton: tau"), HasSubstr(":5: key beam.lepton"));
  EXPECT_THAT(yaml_error("treatment: additive", "treatment: odd"),
              HasSubstr(":21: key systematics.exceptions.0.treatment: expected one of"));
}

TEST_F(Reader, ReportsMissingKeys) {
  EXPECT_THAT(yaml_error("process: nc_dis\n", ""), HasSubstr("key process is missing"));
  EXPECT_THAT(yaml_error("lepton: e-, ", ""), HasSubstr("key beam.lepton: is missing"));
  EXPECT_THAT(yaml_error("  group: G\n", ""), HasSubstr("key systematics.group: is missing"));
  EXPECT_THAT(yaml_error("[x, Q2, y, E]", "[x, Q2, E]"), HasSubstr("the column y is missing"));
}

TEST_F(Reader, ReportsImpossibleBeamAndUnits) {
  EXPECT_THAT(yaml_error("0.25", "1.25"), HasSubstr("must lie between -1 and 1"));
  EXPECT_THAT(yaml_error("70.7", "-70.7"), HasSubstr("key beam.sqrt_s: must be positive"));
  EXPECT_THAT(yaml_error("value: 1}", "value: pb}"), HasSubstr("expected the unit 1, found 'pb'"));
}

TEST_F(Reader, ReportsSidecarThatDoesNotFitTheTable) {
  EXPECT_THAT(yaml_error("n_points: 3", "n_points: 4"),
              HasSubstr("4 points expected, the table has 3"));
  EXPECT_THAT(yaml_error("count: 2", "count: 3"),
              HasSubstr(":15: key systematics.count: 3 sources expected, the table has 2"));
  EXPECT_THAT(yaml_error("name: bkg", "name: bgk"),
              HasSubstr(":21: source bgk is no column of " + toy_.csv() + "; did you mean bkg?"));
  EXPECT_THAT(yaml_error("[aux]", "[axu]"), HasSubstr("axu is no column of"));
  EXPECT_THAT(yaml_error("name: TOY", "name: TOY2"), HasSubstr("is not the name of the file"));
}

TEST_F(Reader, ReportsColumnsNobodyExplains) {
  const std::string head = toy_yaml.substr(0, toy_yaml.find("systematics:"));
  EXPECT_FALSE(read(toy_csv, head + "systematics: [{name: bkg, treatment: additive, "
                                    "scope: dataset}]\n")
                   .has_value());
  EXPECT_THAT(problems_.text(),
              HasSubstr(toy_.csv() + ":1, column lumi: the sidecar does not say"));
}

TEST_F(Reader, ReportsSourceListedTwice) {
  EXPECT_THAT(yaml_error("publication:", "    - {name: bkg}\npublication:"),
              HasSubstr(":22: source bkg is listed twice"));
}

TEST_F(Reader, ListsWhatIsThere) {
  static_cast<void>(read(toy_csv, toy_yaml));
  toy_.folder().write("lonely.yaml", "a: 1\n");
  EXPECT_THAT(available_datasets(toy_.folder().path()), ElementsAre("TOY"));
}

}  // namespace
}  // namespace fitpack
