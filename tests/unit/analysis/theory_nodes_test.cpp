#include "fitpack/analysis/theory_nodes.hpp"
#include "support/shipped_card.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace fitpack {
namespace {

/// The NLO fit to HERA data with some theory values free.
RunCard card_with(const std::vector<std::string>& overrides) {
  return shipped_card("hera_nlo_zm.yaml", overrides);
}

std::vector<TheoryNodes> nodes_of(const RunCard& card) {
  return theory_nodes(card, read_measurements(card.data, card.title));
}

TEST(TheoryNodes, FixedTheoryHasNone) {
  const RunCard card = card_with({});
  EXPECT_TRUE(nodes_of(card).empty());
  const auto theories = theories_at(card.theory, {});
  ASSERT_EQ(theories.size(), 1U);
  EXPECT_EQ(theories[0].alphas_mz, 0.118);
}

TEST(TheoryNodes, AFixedParameterIsItsValue) {
  const RunCard card = card_with({"theory.mc=m", "parameters.m={start: 1.5, fixed: true}"});
  EXPECT_EQ(card.theory.mc, 1.5);
  EXPECT_TRUE(nodes_of(card).empty());
}

TEST(TheoryNodes, TheCouplingHasOnePieceAndMoreNodesInAWiderRange) {
  const auto size_for = [](const std::string& bounds) {
    const auto nodes = nodes_of(
        card_with({"theory.alphas_mz=as", "parameters.as={start: 0.118, " + bounds + "}"}));
    EXPECT_EQ(nodes.size(), 1U);
    EXPECT_EQ(nodes[0].nodes.pieces().size(), 1U);
    EXPECT_EQ(nodes[0].nodes.theta_index(), 14U);  // after those of the PDFs
    return nodes[0].nodes.nodes().size();
  };
  const std::size_t narrow = size_for("min: 0.116, max: 0.120");
  const std::size_t wide = size_for("min: 0.095, max: 0.130");
  EXPECT_LT(narrow, wide);
  EXPECT_LE(wide, 13U);
}

/// Points have Q² = 18, 20 and 22 GeV² between 16 and 25.
TEST(TheoryNodes, MassesAreSplitAtTheScalesOfPoints) {
  const auto nodes =
      nodes_of(card_with({"theory.mb=mb", "parameters.mb={start: 4.5, min: 4, max: 5}"}));
  ASSERT_EQ(nodes.size(), 1U);
  const std::vector<NodePiece>& pieces = nodes[0].nodes.pieces();
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_EQ(pieces[0].lower, 4.0);
  EXPECT_EQ(pieces[0].upper, std::sqrt(18.0));
  EXPECT_EQ(pieces[1].lower, std::sqrt(18.0));
  EXPECT_EQ(pieces[1].upper, std::sqrt(20.0));
  EXPECT_EQ(pieces[2].upper, std::sqrt(22.0));
  EXPECT_EQ(pieces[3].upper, 5.0);
}

TEST(TheoryNodes, CombinationsRunOverTheLastValueFastest) {
  const RunCard card = card_with({"theory.alphas_mz=as", "theory.mc=mc",
                                  "parameters.as={start: 0.118, min: 0.117, max: 0.119}",
                                  "parameters.mc={start: 1.43, min: 1.4, max: 1.5}"});
  const auto nodes = nodes_of(card);
  ASSERT_EQ(nodes.size(), 2U);
  const auto theories = theories_at(card.theory, nodes);
  const std::vector<double>& alphas = nodes[0].nodes.nodes();
  const std::vector<double>& mc = nodes[1].nodes.nodes();
  ASSERT_EQ(theories.size(), alphas.size() * mc.size());
  EXPECT_EQ(theories[1].alphas_mz, alphas[0]);
  EXPECT_EQ(theories[1].mc, mc[1]);
  EXPECT_EQ(theories[mc.size()].alphas_mz, alphas[1]);
  EXPECT_EQ(theories[mc.size()].mc, mc[0]);
  EXPECT_EQ(theories[1].mb, 4.5);
}

}  // namespace
}  // namespace fitpack
