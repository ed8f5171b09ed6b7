#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "fitpack/data/cuts.hpp"
#include "fitpack/data/dataset_reader.hpp"
#include "fitpack/data/dataset_writer.hpp"
#include "fitpack/data/nuisance_index.hpp"
#include "toy_dataset.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

/// Points in the tables, and those with Q² > 3.49 GeV² and W² > 12.5 GeV², as counted by those who
/// collected them.
const std::map<std::string, std::pair<std::size_t, std::size_t>> published_counts{
    {"BCDMS_P_SIGR", {351, 333}},  {"BCDMS_D_SIGR", {254, 248}},   {"NMC_P_SIGR", {292, 204}},
    {"NMC_D_SIGR", {292, 204}},    {"NMC_DP_F2RATIO", {260, 121}}, {"SLAC_P_F2", {211, 33}},
    {"SLAC_D_F2", {211, 34}},      {"CHORUS_NU", {607, 416}},      {"CHORUS_NB", {607, 416}},
    {"NUTEV_DIMUON_NU", {45, 39}}, {"NUTEV_DIMUON_NB", {45, 37}}};

Dataset read_set(const std::string& name) {
  Problems problems;
  auto data = read_dataset(std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "data", name, problems);
  EXPECT_TRUE(data.has_value()) << problems.text();
  return data.value_or(Dataset{});
}

// Some points lie at 3.49 and 12.5 GeV² themselves, which cuts would keep.
TEST(FixedTarget, HasThePublishedNumbersOfPointsBeforeAndAfterTheStandardCuts) {
  for (const auto& [name, counts] : published_counts) {
    std::vector<Dataset> sets{read_set(name)};
    EXPECT_EQ(sets[0].size(), counts.first) << name;
    Problems problems;
    apply_cuts(sets, {{"Q2", {}, {}, {}, "test", 3.49}, {"W2", {}, {}, {}, "test", 12.5}},
               problems);
    EXPECT_TRUE(problems.empty()) << problems.text();
    EXPECT_EQ(sets[0].size(), counts.second) << name;
  }
}

TEST(FixedTarget, TargetsAndBeamsAreThoseOfTheExperiments) {
  const Dataset lead = read_set("CHORUS_NB"), iron = read_set("NUTEV_DIMUON_NU");
  EXPECT_DOUBLE_EQ(lead.target.proton_fraction(), 82.0 / 208.0);
  EXPECT_EQ(lead.lepton_charge, -1) << "antineutrinos hand on a W-";
  EXPECT_DOUBLE_EQ(iron.target.proton_fraction(), 26.0 / 56.0);
  EXPECT_EQ(iron.lepton_charge, 1);
  const Dataset deuteron = read_set("BCDMS_D_SIGR"), ratio = read_set("NMC_DP_F2RATIO");
  EXPECT_EQ(deuteron.target.proton_fraction(), 0.5);
  EXPECT_EQ(deuteron.lepton_charge, 0) << "muons of both charges";
  EXPECT_TRUE(ratio.target.is_ratio());
  EXPECT_TRUE(ratio.y.empty());
}

/// y = Q²/(2 M E x) with the energies of the neutrinos: Q2 was made from y, to all digits.
TEST(FixedTarget, InelasticitiesOfNeutrinosBelongToTheirEnergies) {
  constexpr double mass = 0.9389186795;
  for (const char* name : {"CHORUS_NU", "CHORUS_NB", "NUTEV_DIMUON_NU", "NUTEV_DIMUON_NB"}) {
    const Dataset data = read_set(name);
    const std::vector<double>& energy = *data.extra("E_nu");
    for (std::size_t i = 0; i < data.size(); ++i)
      EXPECT_NEAR(data.q2[i] / (2.0 * mass * data.x[i] * data.y[i] * energy[i]), 1.0, 1e-9) << name;
  }
}

TEST(FixedTarget, TheoryIsMultipliedWithWhatTheValuesLack) {
  const Dataset iron = read_set("NUTEV_DIMUON_NU");
  EXPECT_NEAR(iron.factor(0), 0.087 * 0.37251, 1e-12) << "branching ratio times acceptance";
  const auto br = iron.sources[1];
  EXPECT_EQ(br.name, "NUTEV_BR");
  EXPECT_NEAR(iron.shift(0, 1) / iron.value[0], 0.005 / 0.087, 1e-7);
  EXPECT_NEAR(read_set("CHORUS_NU").factor(0), 1.0 / 0.91247, 1e-12) << "photon radiation";
  EXPECT_EQ(read_set("SLAC_P_F2").factor(0), 1.0);
}

/// Sources of one group and name are one nuisance of both targets, of either treatment.
TEST(FixedTarget, SharesSourcesBetweenTargets) {
  const std::vector<Dataset> sets{read_set("BCDMS_P_SIGR"), read_set("BCDMS_D_SIGR"),
                                  read_set("NMC_P_SIGR"), read_set("CHORUS_NU"),
                                  read_set("CHORUS_NB")};
  const NuisanceIndex index(sets);
  EXPECT_EQ(index.size(), 7U + 6U + 3U + 15U + 13U);
  EXPECT_EQ(sets[0].sources[0].treatment, Treatment::additive);
  EXPECT_EQ(sets[0].sources[5].treatment, Treatment::multiplicative);
}

TEST(FixedTarget, TheDeuteronOfNmcExcludesTheRatio) {
  const std::vector<Dataset> sets{read_set("NMC_P_SIGR"), read_set("NMC_D_SIGR"),
                                  read_set("NMC_DP_F2RATIO")};
  Problems problems;
  check_exclusive(sets, "card.yaml:3", problems);
  EXPECT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems.text(), HasSubstr("NMC_D_SIGR and NMC_DP_F2RATIO are the same measurement"));
}

TEST(FixedTarget, AWrittenSetIsReadBack) {
  const TemporaryFolder folder;
  for (const char* name : {"CHORUS_NB", "NUTEV_DIMUON_NU", "SLAC_D_F2", "NMC_DP_F2RATIO"}) {
    const Dataset data = read_set(name);
    write_dataset(data, folder.path(), "a test");
    Problems problems;
    const auto again = read_dataset(folder.path(), name, problems);
    ASSERT_TRUE(again.has_value()) << problems.text();
    EXPECT_EQ(again->process, data.process);
    EXPECT_EQ(again->observable, data.observable);
    EXPECT_EQ(again->target.name, data.target.name);
    EXPECT_EQ(again->target.proton_fraction(), data.target.proton_fraction());
    EXPECT_EQ(again->target.is_ratio(), data.target.is_ratio());
    EXPECT_EQ(again->lepton_charge, data.lepton_charge);
    EXPECT_EQ(again->y.size(), data.y.size());
    EXPECT_EQ(again->sources.size(), data.sources.size());
    for (std::size_t i = 0; i < data.size(); ++i)
      EXPECT_NEAR(again->factor(i) / data.factor(i), 1.0, 1e-7) << name;
  }
}

class OddSidecar : public testing::Test {
 protected:
  std::string error(const std::string& piece, const std::string& by) {
    problems_ = Problems();
    EXPECT_FALSE(toy_.read(toy_csv, replaced(toy_yaml, piece, by), problems_).has_value());
    return problems_.text();
  }
  ToyFolder toy_;
  Problems problems_;
};

TEST_F(OddSidecar, TargetsThatDoNotSuit) {
  EXPECT_THAT(error("target: proton", "target: protn"),
              HasSubstr("unknown target 'protn'; write one of proton, neutron, deuteron"));
  EXPECT_THAT(error("target: proton", "target: {name: odd, Z: 3, A: 2}"),
              HasSubstr("a nucleus has 0 <= Z <= A"));
  EXPECT_THAT(error("target: proton", "target: deuteron over proton"),
              HasSubstr("'deuteron over proton' does not suit the observable"));
  EXPECT_THAT(error("reduced_cross_section", "F2d/F2p"), HasSubstr("write deuteron over proton"));
}

TEST_F(OddSidecar, BeamsThatDoNotSuit) {
  EXPECT_THAT(error("lepton: e-", "lepton: nu_mu"),
              HasSubstr("key beam.lepton: does not suit the process nc_dis"));
  EXPECT_THAT(error("process: nc_dis", "process: nu_cc_dis"), HasSubstr("write nu_mu or nu_mubar"));
  EXPECT_THAT(error(", sqrt_s: 70.7", ""), HasSubstr("key beam.sqrt_s: is missing"));
}

TEST_F(OddSidecar, FactorsThatAreNoColumns) {
  EXPECT_THAT(error("systematics:\n", "theory_factor: {multiply: [axu]}\nsystematics:\n"),
              HasSubstr("axu is not listed under columns.auxiliary; did you mean aux?"));
}

TEST_F(OddSidecar, FactorsThatAreNotPositive) {
  const std::string yaml =
      replaced(toy_yaml, "systematics:\n", "theory_factor: {divide: [aux]}\nsystematics:\n");
  Problems problems;
  EXPECT_FALSE(toy_.read(replaced(toy_csv, "0.001,8", "0.001,-8"), yaml, problems).has_value());
  EXPECT_THAT(problems.text(),
              HasSubstr(":3, column aux: a factor of the theory must be positive"));
}

/// Pairs of muons: x is that of the target, and cuts know tau and the rapidity over its largest.
TEST(FixedTarget, ReadsDrellYan) {
  const std::string yaml =
      "name: TOY\nprocess: drell_yan\nobservable: m3_d2sigma_dM_dxF\n"
      "beam: {particle: proton, sqrt_s: 20.0}\ntarget: deuteron\n"
      "units: {Q2: GeV^2, value: nb GeV^2}\n"
      "columns: {kinematics: [rap, Q2, x1, x2], value: value, stat: stat}\n";
  const std::string csv =
      "rap,Q2,x1,x2,value,stat\n0.5,36,0.4947,0.182,1,0.1\n-0.5,36,0.182,0.4947,1,0.1\n";
  const ToyFolder toy;
  Problems problems;
  const auto data = toy.read(csv, yaml, problems);
  ASSERT_TRUE(data.has_value()) << problems.text();
  EXPECT_THAT(data->x, testing::ElementsAre(0.182, 0.4947));
  EXPECT_NEAR((*kinematic_values(*data, "tau"))[0], 0.09, 1e-15);
  EXPECT_NEAR((*kinematic_values(*data, "rap_over_max"))[1], 0.5 / (-0.5 * std::log(0.09)), 1e-15);
  EXPECT_FALSE(kinematic_values(*data, "W2").has_value());
  EXPECT_FALSE(toy.read(csv, replaced(yaml, "rap, Q2, x1, x2", "rap, Q2, x1"), problems));
  EXPECT_THAT(problems.text(), HasSubstr("the column x2 is missing"));
}

}  // namespace
}  // namespace fitpack
