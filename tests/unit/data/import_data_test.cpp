#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "../../support/temporary_folder.hpp"
#include "fitpack/data/dataset_reader.hpp"
#include "fitpack/io/checksum.hpp"
#include "toy_dataset.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string neutral_csv =
    "x,Q2,y,value,stat,uncor,s1,s2,s3,sigma_r\n"
    "0.01,10,0.20,1.250,2.0E-2,0.01,0.015,-0.003,0,7\n"
    "0.1,100,0.2,0.42,0.01,0.004,0.005,0.001,0,8\n";

const std::string neutral_yaml =
    "name: TOY\n"
    "experiment: Toy Lab\n"
    "process: cc_dis\n"
    "observable: d2sigma_dxdQ2\n"
    "projectile: {particle: positron, charge: 1, polarisation: 0.0}\n"
    "target: {particle: proton}\n"
    "beam: {sqrt_s_GeV: 70.7}\n"
    "units: {value: pb/GeV^2}\n"
    "published: {arXiv: '0000.00000'}\n"
    "n_points: 2\n"
    "columns: {kinematics: [x, Q2, y], value: value, stat: stat, uncor: uncor, "
    "auxiliary: [sigma_r]}\n"
    "systematics:\n"
    "  - {name: s1, treatment: multiplicative, scope: shared, group: G}\n"
    "  - {name: s2, treatment: additive, scope: dataset, group: TOY}\n"
    "  - {name: s3, treatment: multiplicative, scope: shared, group: G}\n";

class ImportData : public testing::Test {
 protected:
  ImportData() {
    std::filesystem::create_directory(folder_ / "in");
    std::filesystem::create_directory(folder_ / "out");
  }
  /// Exit status of the script on the given table.
  int run(const std::string& csv, const std::string& yaml, const std::string& options = "") {
    folder_.write("in/TOY.csv", csv);
    folder_.write("in/TOY.yaml", yaml);
    const std::string command = std::string("'") + FITPACK_TEST_SOURCE_DIR +
                                "/scripts/import-data' --from '" + (folder_ / "in").string() +
                                "' --to '" + (folder_ / "out").string() + "' " + options +
                                " TOY > '" + (folder_ / "log").string() + "' 2>&1";
    const int status = std::system(command.c_str());
    log_ = read_text_file(folder_ / "log");
    return WEXITSTATUS(status);
  }
  TemporaryFolder folder_;
  std::string log_;
};

TEST_F(ImportData, KeepsEveryDigitAndMeaning) {
  ASSERT_EQ(run(neutral_csv, neutral_yaml), 0) << log_;
  EXPECT_EQ(read_text_file(folder_ / "out/TOY.csv"), neutral_csv);
  Problems problems;
  const auto data = read_dataset(folder_ / "out", "TOY", problems);
  ASSERT_TRUE(data.has_value()) << problems.text();
  EXPECT_EQ(data->process, Process::cc_dis);
  EXPECT_EQ(data->observable, Observable::d2sigma_dxdq2);
  EXPECT_EQ(data->lepton_charge, 1);
  EXPECT_EQ(data->sqrt_s, 70.7);
  ASSERT_EQ(data->sources.size(), 3U);
  EXPECT_EQ(data->sources[0].group, "G");
  EXPECT_EQ(data->sources[1].scope, Scope::dataset);
  EXPECT_EQ(data->sources[1].treatment, Treatment::additive);
  EXPECT_EQ(data->sources[2].treatment, Treatment::multiplicative);
  EXPECT_THAT(data->correlated, ElementsAre(0.015, -0.003, 0, 0.005, 0.001, 0));
}

TEST_F(ImportData, TakesHeavyQuarksOfBothLeptonCharges) {
  std::string yaml = replaced(neutral_yaml, "cc_dis", "nc_dis_heavy_quark");
  yaml = replaced(yaml, "d2sigma_dxdQ2", "sigma_r_bbbar");
  yaml = replaced(yaml, "positron, charge: 1,", "electron and positron combined, charge: +-1,");
  yaml = replaced(yaml, "pb/GeV^2", "'1'");
  ASSERT_EQ(run(neutral_csv, yaml), 0) << log_;
  Problems problems;
  const auto data = read_dataset(folder_ / "out", "TOY", problems);
  ASSERT_TRUE(data.has_value()) << problems.text();
  EXPECT_EQ(data->process, Process::nc_dis_heavy_quark);
  EXPECT_EQ(data->observable, Observable::sigma_r_bbbar);
  EXPECT_EQ(data->lepton_charge, 0);
}

/// A branching ratio has an uncertainty of its own, relative as that of the ratio: 0.005/0.087.
TEST_F(ImportData, GivesDimuonsTheirFactorAndItsUncertainty) {
  std::string yaml = replaced(neutral_yaml, "cc_dis", "nu_cc_dimuon");
  yaml = replaced(yaml, "d2sigma_dxdQ2", "forward dimuon cross section");
  yaml = replaced(yaml, "positron, charge: 1, polarisation: 0.0", "nu_mubar, charge: 0");
  yaml = replaced(yaml, "particle: proton", "particle: iron, Z: 26, A: 56");
  yaml = replaced(replaced(yaml, "pb/GeV^2", "'1'"), "[sigma_r]", "[acc_nlo]");
  ASSERT_EQ(run(replaced(neutral_csv, "sigma_r", "acc_nlo"), yaml), 0) << log_;
  Problems problems;
  const auto data = read_dataset(folder_ / "out", "TOY", problems);
  ASSERT_TRUE(data.has_value()) << problems.text();
  EXPECT_EQ(data->lepton_charge, -1);
  EXPECT_EQ(data->target.protons, 26.0);
  EXPECT_EQ(data->sources.back().name, "NUTEV_BR");
  EXPECT_NEAR(data->shift(0, 3), 1.25 * 0.005 / 0.087, 1e-8);
  EXPECT_NEAR(data->factor(1), 0.087 * 8.0, 1e-15);
}

TEST_F(ImportData, ReplacesOnlyWhenForced) {
  ASSERT_EQ(run(neutral_csv, neutral_yaml), 0) << log_;
  EXPECT_EQ(run(neutral_csv, neutral_yaml), 1);
  EXPECT_THAT(log_, HasSubstr("--force"));
  EXPECT_EQ(run(neutral_csv, neutral_yaml, "--force"), 0) << log_;
}

TEST_F(ImportData, RefusesWhatItCannotTranslate) {
  EXPECT_EQ(run(neutral_csv, replaced(neutral_yaml, "cc_dis", "photoproduction")), 1);
  EXPECT_THAT(log_, HasSubstr("TOY left out: process photoproduction"));
  EXPECT_EQ(run(replaced(neutral_csv, "0.42", "nan"), neutral_yaml), 1);
  EXPECT_THAT(log_, HasSubstr("TOY.csv:3, column value: not a finite number: 'nan'"));
  EXPECT_EQ(run(replaced(neutral_csv, "s2,s3", "s3,s2"), neutral_yaml), 1);
  EXPECT_THAT(log_, HasSubstr("found s3 where the description has s2"));
  EXPECT_EQ(run(replaced(neutral_csv, ",8\n", "\n"), neutral_yaml), 1);
  EXPECT_THAT(log_, HasSubstr("TOY.csv:3: 9 fields, the header has 10"));
  EXPECT_TRUE(available_datasets(folder_ / "out").empty());
}

}  // namespace
}  // namespace fitpack
