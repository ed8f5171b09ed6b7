#include "fitpack/config/run_card.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "fitpack/pdf/pdf_model.hpp"

namespace fitpack {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

const fs::path configs = fs::path(FITPACK_TEST_SOURCE_DIR) / "configs";

RunCard valid(const fs::path& path, const std::vector<std::string>& overrides = {}) {
  Problems problems;
  RunCard card = read_run_card(path, overrides, problems);
  EXPECT_TRUE(problems.empty()) << problems.text();
  return card;
}

RunCard valid_text(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Problems problems;
  RunCard card = read_run_card_text(text, "card.yaml", "/somewhere/cards", overrides, problems);
  EXPECT_TRUE(problems.empty()) << problems.text();
  return card;
}

class EveryConfig : public testing::TestWithParam<const char*> {};

TEST_P(EveryConfig, IsValid) { valid(configs / GetParam()); }

TEST_P(EveryConfig, ResolvedCardReadsBackTheSame) {
  const std::string text = resolved_card_text(valid(configs / GetParam()));
  EXPECT_EQ(resolved_card_text(valid_text(text)), text);
}

INSTANTIATE_TEST_SUITE_P(Configs, EveryConfig,
                         testing::Values("formula_example.yaml", "hera_lo_zm.yaml",
                                         "hera_nlo_zm.yaml", "hera_nnlo_zm_alphas.yaml",
                                         "jam_like_nlo.yaml", "leshouches_lo.yaml",
                                         "leshouches_nlo.yaml"));

TEST(RunCard, HeraNlo) {
  const RunCard card = valid(configs / "hera_nlo_zm.yaml");
  EXPECT_EQ(card.theory.order, qcd::Order::nlo);
  EXPECT_EQ(card.theory.scheme, qcd::Scheme::zm_vfns);
  EXPECT_EQ(card.theory.q0_2, 1.9);
  EXPECT_EQ(card.theory.alphas_mz, 0.118);
  EXPECT_EQ(card.theory.mc, 1.43);
  EXPECT_EQ(card.theory.nf_max, 5);
  EXPECT_EQ(card.theory.x_min, 1e-5);
  EXPECT_EQ(card.electroweak.ckm, dis::Ckm::off);
  EXPECT_EQ(card.electroweak.gf, 1.16638e-5);
  EXPECT_THAT(card.data.sets,
              ElementsAre("HERA_NC_EP_920", "HERA_NC_EP_820", "HERA_NC_EP_575", "HERA_NC_EP_460",
                          "HERA_NC_EM_920", "HERA_CC_EP_920", "HERA_CC_EM_920"));
  ASSERT_EQ(card.data.cuts.size(), 1u);
  EXPECT_EQ(card.data.cuts[0].variable, "Q2");
  EXPECT_EQ(card.data.cuts[0].min, 3.5);
  EXPECT_EQ(card.data.cuts[0].max, std::nullopt);
  EXPECT_EQ(card.objective.definition, "hera");
}

TEST(RunCard, HeraLoDiffersInOrderOnly) {
  const RunCard lo = valid(configs / "hera_lo_zm.yaml");
  EXPECT_EQ(lo.theory.order, qcd::Order::lo);
  RunCard nlo = valid(configs / "hera_nlo_zm.yaml");
  nlo.theory.order = lo.theory.order;
  nlo.title = lo.title;
  nlo.output = lo.output;
  EXPECT_EQ(resolved_card_text(nlo), resolved_card_text(lo));
}

TEST(RunCard, HeraStartsAtTheReferenceWithFourteenFreeParameters) {
  const ParameterSet parameters = valid(configs / "hera_nlo_zm.yaml").parameters;
  EXPECT_EQ(parameters.n_free(), 14u);
  const auto start = [&](const std::string& name) {
    return parameters[*parameters.find(name)].start;
  };
  // Parameters of the prediction tables of xFitter 2.2.1.
  const std::vector<std::pair<std::string, double>> reference{
      {"Adbar", 0.161300}, {"Agp", 0.166087},   {"Bdbar", -0.127300}, {"Bdv", 1.029995},
      {"Bg", -0.061953},   {"Bgp", -0.383100},  {"Buv", 0.810476},    {"Cdbar", 9.586246},
      {"Cdv", 4.846279},   {"Cg", 5.562367},    {"Cgp", 25.0},        {"Cubar", 7.059694},
      {"Cuv", 4.823512},   {"Dubar", 1.548098}, {"Duv", 0.0},         {"Euv", 9.921366},
      {"fs", 0.4}};
  ASSERT_EQ(parameters.size(), reference.size());
  for (const auto& [name, value] : reference) EXPECT_EQ(start(name), value) << name;
}

TEST(RunCard, LesHouchesHasTheToyPdfs) {
  const RunCard card = valid(configs / "leshouches_nlo.yaml");
  EXPECT_TRUE(card.data.sets.empty());
  EXPECT_EQ(card.parameters.size(), 0u);
  EXPECT_EQ(card.theory.x_min, 1e-8);
  EXPECT_DOUBLE_EQ(card.theory.alphas_scale * card.theory.alphas_scale, card.theory.q0_2);
  Problems problems;
  const PdfModel model(card.pdfs, card.parameters, "card", problems);
  const std::vector<double> f = *model.values({}, std::vector<double>{0.1});
  const double dbar = 0.1939875 * std::pow(0.1, -0.1) * std::pow(0.9, 6.0);
  EXPECT_NEAR(f[5], 0.2 * (0.9 * dbar + dbar), 1e-15);
}

TEST(RunCard, TemplateIsTheHeraNloFit) {
  RunCard from_template = valid_text(template_card("/tables"));
  RunCard config = valid(configs / "hera_nlo_zm.yaml");
  EXPECT_EQ(from_template.data.folder, "/tables");
  EXPECT_EQ(from_template.output.folder, "/somewhere/cards/results/hera_nlo_zm");
  config.data.folder = from_template.data.folder;
  config.output = from_template.output;
  config.cache = from_template.cache;
  EXPECT_EQ(resolved_card_text(from_template), resolved_card_text(config));
}

TEST(RunCard, TheoryValuesCanBeParameters) {
  const std::vector<std::string> overrides{
      "theory.alphas_mz=as", "theory.mc=m", "parameters.m={start: 1.5, fixed: true}",
      "parameters.as={start: 0.115, min: 0.1, max: 0.13, prior: {mean: 0.118, sigma: 0.001}}"};
  const RunCard card = valid_text(template_card(), overrides);
  EXPECT_EQ(card.theory.alphas_mz, 0.115);
  EXPECT_EQ(card.theory_parameters.alphas_mz, "as");
  EXPECT_EQ(card.theory.mc, 1.5);
  EXPECT_EQ(card.theory_parameters.mb, "");
  EXPECT_EQ(card.parameters.n_free(), 15u);
  const std::string text = resolved_card_text(card);
  EXPECT_THAT(text, testing::HasSubstr("  alphas_mz: as\n"));
  EXPECT_EQ(resolved_card_text(valid_text(text)), text);
}

TEST(RunCard, PathsAreRelativeToTheCard) {
  const RunCard card = valid(configs / "hera_nlo_zm.yaml");
  EXPECT_EQ(card.data.folder, fs::absolute(configs / "../data").lexically_normal());
  EXPECT_EQ(card.output.folder,
            fs::absolute(configs / "../results/hera_nlo_zm").lexically_normal());
  const RunCard other = valid_text(template_card(), {"data.files={HERA_NC_EP_920: mine/a.yaml}",
                                                     "cache.folder=/absolute/place"});
  EXPECT_EQ(other.data.location("HERA_NC_EP_920"), "/somewhere/cards/mine/a.yaml");
  EXPECT_EQ(other.data.location("HERA_NC_EP_820"), "/somewhere/data");
  EXPECT_EQ(other.cache.folder, "/absolute/place");
}

TEST(RunCard, DefaultsOfLeftOutSections) {
  const RunCard card = valid_text(R"(
pdfs:
  xg: {A: 1, B: 0, C: 5}
  xuv: {A: 1, B: 0.5, C: 3}
  xdv: {A: 1, B: 0.5, C: 3}
  xubar: {A: 1, B: 0, C: 7}
  xdbar: {A: 1, B: 0, C: 7}
  xs: {form: combination, terms: [{pdf: xdbar}]}
)");
  EXPECT_EQ(card.theory.q0_2, qcd::TheoryOptions{}.q0_2);
  EXPECT_EQ(card.fit.max_iterations, MinimiserOptions{}.max_iterations);
  EXPECT_TRUE(card.cache.enabled);
  EXPECT_EQ(card.pdfs.basis, "herapdf");
  const auto& strange = std::get<CombinationFormOptions>(card.pdfs.pdfs[5].form);
  EXPECT_EQ(strange.terms[0].factor, (Coefficient{1.0, {}}));
}

TEST(RunCard, Overrides) {
  const RunCard card = valid_text(
      template_card(), {"theory.alphas_mz=0.120", "theory.order=LO", "parameters.Bg=-0.11",
                        "parameters.Cg.fixed=true", "parameters.Cuv={start: 4, min: 3, max: 5}",
                        "parameters.Euv.prior={mean: 10, sigma: 2}", "theory.grid.x_min=1e-6",
                        "data.cuts.0.min=10"});
  EXPECT_EQ(card.theory.alphas_mz, 0.120);
  EXPECT_EQ(card.theory.order, qcd::Order::lo);
  EXPECT_EQ(card.theory.x_min, 1e-6);
  EXPECT_EQ(card.data.cuts[0].min, 10.0);
  const auto parameter = [&](const std::string& name) {
    return card.parameters[*card.parameters.find(name)];
  };
  EXPECT_EQ(parameter("Bg").start, -0.11);
  EXPECT_EQ(parameter("Bg").step, 0.1);
  EXPECT_TRUE(parameter("Cg").fixed);
  EXPECT_EQ(parameter("Cuv").lower, 3.0);
  EXPECT_EQ(parameter("Cuv").upper, 5.0);
  EXPECT_EQ(parameter("Euv").prior->mean, 10.0);
  EXPECT_EQ(parameter("Euv").prior->sigma, 2.0);
}

TEST(RunCard, ResolvedCardKeepsEveryKindOfKey) {
  const RunCard card = valid_text(
      template_card("folder with \"quotes\""),
      {"title=\"a title: with [signs]\"", "parameters.Cuv={start: 4, min: 3, max: 5.5}",
       "parameters.Euv.prior={mean: 10, sigma: 0.1}", "parameters.fs.fixed=false",
       "data.files={HERA_NC_EP_820: other/b.yaml}",
       "data.cuts=[{variable: x, min: 1e-4, max: 0.7, above: 1e-5, below: 0.8, sets: "
       "[HERA_NC_EP_920]}]",
       "theory.electroweak.ckm=on", "theory.electroweak.ckm_elements=[1, 0, 0, 0, 1, 0]",
       "objective.definition=experimental", "cache.enabled=false", "fit.gradient_tolerance=1e-9",
       "pdfs.xdv.F=0.25", "pdfs.xs.terms=[{pdf: xdbar, factor: fs}, {pdf: xubar, odds: 0.1}]"});
  const std::string text = resolved_card_text(card);
  const RunCard again = valid_text(text);
  EXPECT_EQ(resolved_card_text(again), text);
  EXPECT_EQ(again.title, "a title: with [signs]");
  EXPECT_EQ(again.data.folder, "/somewhere/cards/folder with \"quotes\"");
  EXPECT_EQ(again.data.location("HERA_NC_EP_820"), "/somewhere/cards/other/b.yaml");
  EXPECT_THAT(again.data.cuts[0].datasets, ElementsAre("HERA_NC_EP_920"));
  EXPECT_EQ(again.data.cuts[0].max, 0.7);
  EXPECT_EQ(again.data.cuts[0].above, 1e-5);
  EXPECT_EQ(again.data.cuts[0].below, 0.8);
  EXPECT_EQ(again.electroweak.ckm, dis::Ckm::on);
  EXPECT_EQ(again.electroweak.ckm_elements[0], 1.0);
  EXPECT_EQ(again.objective.definition, "experimental");
  EXPECT_EQ(again.fit.gradient_tolerance, 1e-9);
  EXPECT_FALSE(again.cache.enabled);
  const Parameter& prior = again.parameters[*again.parameters.find("Euv")];
  EXPECT_EQ(prior.prior->sigma, 0.1);
  for (std::size_t i = 0; i < card.pdfs.pdfs.size(); ++i) {
    EXPECT_EQ(again.pdfs.pdfs[i].form, card.pdfs.pdfs[i].form) << card.pdfs.pdfs[i].name;
    EXPECT_EQ(again.pdfs.pdfs[i].amplitude, card.pdfs.pdfs[i].amplitude);
  }
}

TEST(RunCard, ResolvedCardKeepsEveryForm) {
  const RunCard card =
      valid_text(template_card(),
                 {"pdfs.xuv={form: jam, A: {number_sum: 2}, B: Buv, C: Cuv, E: 0.5, norm: number, "
                  "plus: [{A: Duv, B: Buv, C: 4, D: Euv}]}",
                  "pdfs.xdv={form: chebyshev, A: {number_sum: 1, minus: xuv}, B: Bdv, C: Cdv, "
                  "map: one_minus_sqrt_x, coefficients: [0.1, Duv]}",
                  "pdfs.xubar={form: bernstein, B: Bdbar, C: Cubar, map: log_x, x_min: 1e-4, "
                  "coefficients: [Adbar, 0.2, Dubar]}"});
  const std::string text = resolved_card_text(card);
  const RunCard again = valid_text(text);
  EXPECT_EQ(resolved_card_text(again), text);
  for (std::size_t i = 0; i < card.pdfs.pdfs.size(); ++i) {
    EXPECT_EQ(again.pdfs.pdfs[i].form, card.pdfs.pdfs[i].form) << card.pdfs.pdfs[i].name;
    EXPECT_EQ(again.pdfs.pdfs[i].amplitude, card.pdfs.pdfs[i].amplitude);
  }
  const auto& jam = std::get<JamFormOptions>(card.pdfs.pdfs[1].form);
  EXPECT_EQ(jam.norm, ShapeNorm::number);
  EXPECT_EQ(jam.plus[0].shape.d, (Coefficient{0.0, "Euv"}));
  EXPECT_EQ(card.pdfs.pdfs[2].amplitude.minus, "xuv");
  EXPECT_EQ(std::get<ChebyshevFormOptions>(card.pdfs.pdfs[2].form).map, XMap::one_minus_sqrt_x);
  const auto& bernstein = std::get<BernsteinFormOptions>(card.pdfs.pdfs[3].form);
  EXPECT_EQ(bernstein.x_min, 1e-4);
  EXPECT_EQ(bernstein.coefficients.size(), 3u);
  EXPECT_EQ(card.pdfs.pdfs[3].amplitude.coefficient, (Coefficient{1.0, {}}));
}

TEST(RunCardKeys, EveryKeyOfAResolvedCardIsDocumented) {
  std::vector<std::string> paths;
  for (const KeyDoc& doc : run_card_keys()) {
    EXPECT_FALSE(doc.meaning.empty()) << doc.path;
    EXPECT_FALSE(doc.type.empty()) << doc.path;
    paths.push_back(doc.path);
  }
  EXPECT_THAT(paths,
              testing::IsSupersetOf({"title", "theory.order", "theory.electroweak.mz",
                                     "theory.grid.x_min", "data.folder", "pdfs.NAME.A",
                                     "parameters.NAME.step", "objective.definition",
                                     "fit.max_iterations", "output.folder", "cache.enabled"}));
}

TEST(RunCardKeys, DefaultsAreThoseOfTheOptions) {
  const auto doc_of = [docs = run_card_keys()](const std::string& path) {
    for (const KeyDoc& doc : docs) {
      if (doc.path == path) return doc;
    }
    return KeyDoc{};
  };
  EXPECT_EQ(doc_of("theory.mc").default_text, "1.43");
  EXPECT_EQ(doc_of("theory.order").default_text, "NLO");
  EXPECT_EQ(doc_of("theory.order").type, "LO or NLO or NNLO");
  EXPECT_THAT(run_card_key_table(), testing::HasSubstr("| `theory.nf_max` | integer 3 … 6 | 5 |"));
}

TEST(RunCardKeys, TheTableOfTheDocumentationIsCurrent) {
  std::ifstream file(fs::path(FITPACK_TEST_SOURCE_DIR) / "docs" / "run_card.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(text, testing::HasSubstr(run_card_key_table()));
}

}  // namespace
}  // namespace fitpack
