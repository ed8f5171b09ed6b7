#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "fitpack/data/cuts.hpp"
#include "fitpack/data/dataset_reader.hpp"
#include "fitpack/data/nuisance_index.hpp"

namespace fitpack {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;

const std::vector<std::string> hera_names = {"HERA_NC_EP_920", "HERA_NC_EP_820", "HERA_NC_EP_575",
                                             "HERA_NC_EP_460", "HERA_NC_EM_920", "HERA_CC_EP_920",
                                             "HERA_CC_EM_920"};

class Hera : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::filesystem::path folder = std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "data";
    Problems problems;
    datasets_ = new std::vector<Dataset>;
    for (const std::string& name : hera_names) {
      if (auto dataset = read_dataset(folder, name, problems)) datasets_->push_back(*dataset);
    }
    ASSERT_TRUE(problems.empty()) << problems.text();
  }
  static void TearDownTestSuite() { delete datasets_; }

  static std::vector<Dataset>* datasets_;
};

std::vector<Dataset>* Hera::datasets_ = nullptr;

TEST_F(Hera, IsAllInTheFolder) {
  EXPECT_THAT(available_datasets(std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "data"),
              testing::IsSupersetOf(hera_names));
}

TEST_F(Hera, HasPublishedNumberOfPoints) {
  std::vector<std::size_t> counts;
  for (const Dataset& dataset : *datasets_) counts.push_back(dataset.size());
  EXPECT_THAT(counts, ElementsAre(485, 112, 260, 210, 159, 39, 42));
}

// The selection of the published fit: Q2 >= 3.5 GeV2 leaves 1145 points (arXiv:1506.06042).
TEST_F(Hera, Keeps1145PointsAboveTheCut) {
  std::vector<Dataset> cut = *datasets_;
  Problems problems;
  const auto counts = apply_cuts(cut, {{"Q2", 3.5, {}, {}, "test"}}, problems);
  std::vector<std::size_t> after;
  std::size_t total = 0;
  for (const CutCount& count : counts) {
    after.push_back(count.after);
    total += count.after;
  }
  EXPECT_THAT(after, ElementsAre(377, 70, 254, 204, 159, 39, 42));
  EXPECT_EQ(total, 1145U);
}

TEST_F(Hera, Shares169Sources) {
  const NuisanceIndex index(*datasets_);
  EXPECT_EQ(index.size(), 169U);
  for (const Nuisance& nuisance : index.all()) EXPECT_EQ(nuisance.group, "HERA1+2");
  for (const Dataset& dataset : *datasets_) {
    EXPECT_EQ(dataset.sources.size(), 169U);
    for (const Source& source : dataset.sources) {
      EXPECT_EQ(source.treatment, Treatment::multiplicative);
    }
  }
}

TEST_F(Hera, HasTheRightBeams) {
  const auto sign = [](const std::string& name) {
    return name.find("_EP_") != std::string::npos ? 1 : -1;
  };
  for (const Dataset& dataset : *datasets_) {
    EXPECT_EQ(dataset.lepton_charge, sign(dataset.name)) << dataset.name;
    const bool charged = dataset.name.find("_CC_") != std::string::npos;
    EXPECT_EQ(dataset.process == Process::cc_dis, charged) << dataset.name;
    EXPECT_EQ(dataset.observable == Observable::d2sigma_dxdq2, charged) << dataset.name;
  }
}

// The tables print y with five digits, sqrt(s) has six.
constexpr double y_digits = 1e-4;

TEST_F(Hera, InelasticityFollowsFromTheEnergies) {
  for (const Dataset& dataset : *datasets_) {
    for (std::size_t i = 0; i < dataset.size(); ++i) {
      const double y = dataset.q2[i] / (dataset.x[i] * dataset.sqrt_s * dataset.sqrt_s);
      EXPECT_NEAR(dataset.y[i] / y, 1.0, y_digits) << dataset.name << " row " << i + 1;
    }
  }
}

// First point of the e-p table: sigma_r 1.4831, stat 0.0150104551, first source 0.345 % of it.
TEST_F(Hera, KeepsTheNumbersOfTheTables) {
  const Dataset& data = (*datasets_)[4];
  EXPECT_EQ(data.x[0], 0.0008);
  EXPECT_EQ(data.q2[0], 60.0);
  EXPECT_EQ(data.value[0], 1.4831);
  EXPECT_EQ(data.stat[0], 0.0150104551);
  EXPECT_EQ(data.uncor[0], 0.0272845907);
  EXPECT_EQ(data.shift(0, 0), 0.005116695);
  EXPECT_THAT(data.shift(0, 0) / data.value[0], DoubleEq(0.00345));
}

/// Charm and bottom: the two sets share their 167 sources, none with the inclusive data.
TEST(HeraHeavyQuarks, AreReadWithTheirSharedSources) {
  Problems problems;
  std::vector<Dataset> sets;
  for (const char* name : {"HERA_CHARM_NC", "HERA_BEAUTY_NC"}) {
    auto dataset = read_dataset(std::string(FITPACK_TEST_SOURCE_DIR) + "/data", name, problems);
    ASSERT_TRUE(dataset.has_value()) << problems.text();
    sets.push_back(std::move(*dataset));
  }
  EXPECT_EQ(sets[0].size(), 52U);
  EXPECT_EQ(sets[1].size(), 27U);
  EXPECT_EQ(sets[0].observable, Observable::sigma_r_ccbar);
  EXPECT_EQ(sets[1].observable, Observable::sigma_r_bbbar);
  for (const Dataset& dataset : sets) {
    EXPECT_EQ(dataset.process, Process::nc_dis_heavy_quark);
    EXPECT_EQ(dataset.lepton_charge, 0);
    for (std::size_t i = 0; i < dataset.size(); ++i)
      EXPECT_NEAR(dataset.y[i] * dataset.x[i] * 318.0 * 318.0 / dataset.q2[i], 1.0, y_digits);
  }
  const NuisanceIndex index(sets);
  EXPECT_EQ(index.size(), 167U);
  for (const Nuisance& nuisance : index.all()) EXPECT_EQ(nuisance.group, "HERA_HQ");
  // First charm point: sigma_r 0.11423 at x = 3e-5, Q2 = 2.5 GeV2.
  EXPECT_EQ(sets[0].x[0], 3e-5);
  EXPECT_EQ(sets[0].q2[0], 2.5);
  EXPECT_EQ(sets[0].value[0], 0.11423);
  EXPECT_EQ(sets[0].shift(0, 0), 0.0000868148);
}

}  // namespace
}  // namespace fitpack
