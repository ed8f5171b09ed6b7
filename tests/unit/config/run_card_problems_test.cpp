#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fitpack/config/run_card.hpp"

namespace fitpack {
namespace {

using testing::HasSubstr;

/// The template with `from` replaced by `to`: one mistake in an otherwise valid card.
std::string changed(const std::string& from, const std::string& to) {
  std::string text = template_card();
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

Problems problems_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  Problems problems;
  static_cast<void>(read_run_card_text(text, "card.yaml", ".", overrides, problems));
  return problems;
}

/// The text of the only problem.
std::string problem_of(const std::string& text, const std::vector<std::string>& overrides = {}) {
  const Problems problems = problems_of(text, overrides);
  EXPECT_EQ(problems.size(), 1u) << problems.text();
  return problems.text();
}

std::string override_problem(const std::string& override_text) {
  return problem_of(template_card(), {override_text});
}

TEST(RunCardProblems, MissingFile) {
  Problems problems;
  static_cast<void>(read_run_card("no/such/card.yaml", {"theory.mc=1"}, problems));
  ASSERT_EQ(problems.size(), 1u) << problems.text();
  EXPECT_THAT(problems.text(), HasSubstr("no/such/card.yaml"));
}

TEST(RunCardProblems, NoYaml) { EXPECT_THAT(problem_of("a: [1, 2"), HasSubstr("card.yaml")); }

TEST(RunCardProblems, Empty) { EXPECT_THAT(problem_of(""), HasSubstr("card.yaml")); }

TEST(RunCardProblems, UnknownKeyWithLine) {
  const std::string text = problem_of(changed("  mc: 1.43", "  mcharm: 1.43"));
  EXPECT_THAT(text, testing::MatchesRegex("card.yaml:[0-9]+: unknown key theory.mcharm.*"));
}

TEST(RunCardProblems, UnknownSection) {
  EXPECT_THAT(problem_of(changed("objective:", "objectiv:")),
              HasSubstr("unknown key objectiv; did you mean objective?"));
}

TEST(RunCardProblems, UnknownKeysDeepDown) {
  EXPECT_THAT(override_problem("theory.electroweak.mzz=91"), HasSubstr("did you mean mz?"));
  EXPECT_THAT(override_problem("theory.grid.xmin=1e-4"), HasSubstr("did you mean x_min?"));
  EXPECT_THAT(override_problem("parameters.Bg.strat=1"), HasSubstr("did you mean start?"));
  EXPECT_THAT(override_problem("pdfs.xuv.Z=1"), HasSubstr("unknown key pdfs.xuv.Z"));
  EXPECT_THAT(override_problem("data.cuts.0.maximum=1"), HasSubstr("unknown key data.cuts.0."));
}

TEST(RunCardProblems, DuplicateKey) {
  EXPECT_THAT(problem_of(changed("  mb: 4.5", "  mc: 1.43\n  mb: 4.5")), HasSubstr("mc"));
  EXPECT_THAT(problem_of(changed("  Cg:  ", "  Bg: 1.0\n  Cg:  ")), HasSubstr("Bg"));
}

TEST(RunCardProblems, WrongTypes) {
  EXPECT_THAT(override_problem("theory.mt=heavy"),
              HasSubstr("key theory.mt: expected a number, found 'heavy'"));
  EXPECT_THAT(override_problem("theory.nf_max=4.5"), HasSubstr("expected an integer"));
  EXPECT_THAT(override_problem("theory.electroweak=3"), HasSubstr("expected a map"));
  EXPECT_THAT(override_problem("cache.enabled=yes"), HasSubstr("expected true or false"));
  EXPECT_THAT(override_problem("data.sets={a: 1}"), HasSubstr("expected text"));
  EXPECT_THAT(override_problem("parameters.Bg=high"), HasSubstr("key parameters.Bg"));
  EXPECT_THAT(override_problem("parameters.Bg.fixed=1"), HasSubstr("expected true or false"));
  EXPECT_THAT(override_problem("pdfs.xg=3"), HasSubstr("expected a map"));
}

TEST(RunCardProblems, ValuesOutOfRange) {
  EXPECT_THAT(override_problem("theory.mc=-1"), HasSubstr("-1 is not positive"));
  EXPECT_THAT(override_problem("theory.nf_max=7"), HasSubstr("7 is not between 3 and 6"));
  EXPECT_THAT(override_problem("fit.max_iterations=0"), HasSubstr("0 is not between 1 and"));
  EXPECT_THAT(override_problem("theory.alphas_mz=1.5"), HasSubstr("1.5 is not below 1"));
  EXPECT_THAT(override_problem("theory.grid.x_min=0.5"), HasSubstr("x_min 0.5 is above 0.1"));
  EXPECT_THAT(override_problem("theory.grid.q2_max=1"), HasSubstr("q2_max 1 is not above q0_2"));
  EXPECT_THAT(override_problem("theory.electroweak.ckm_elements=[1, 0]"),
              HasSubstr("expected 6 numbers, found 2"));
}

TEST(RunCardProblems, UnknownWords) {
  EXPECT_THAT(override_problem("theory.order=NLL"), HasSubstr("did you mean NLO?"));
  EXPECT_THAT(override_problem("theory.scheme=magic"), HasSubstr("choose one of ZM-VFNS"));
  EXPECT_THAT(override_problem("objective.definition=hear"), HasSubstr("did you mean hera?"));
  EXPECT_THAT(override_problem("pdfs.xg.form=powr"), HasSubstr("did you mean power?"));
}

TEST(RunCardProblems, TheoryThatContradictsItself) {
  EXPECT_THAT(override_problem("theory.mc=5"), HasSubstr("mc: 5 GeV is not below mb 4.5 GeV"));
  EXPECT_THAT(override_problem("theory.mb=200"), HasSubstr("mb: 200 GeV is not below mt"));
  EXPECT_THAT(override_problem("theory.q0_2=4"), HasSubstr("above the charm threshold"));
  EXPECT_THAT(problem_of(template_card(), {"theory.nf_min=5", "theory.nf_max=4"}),
              HasSubstr("nf_min: 5 is above nf_max 4"));
}

TEST(RunCardProblems, SchemesWithMassesNeedTheirOrderAndFlavours) {
  EXPECT_THAT(problem_of(template_card(), {"theory.scheme=FONLL-A", "theory.order=NNLO"}),
              HasSubstr("theory.scheme: FONLL-A exists at NLO only, theory.order is NNLO"));
  EXPECT_THAT(problem_of(template_card(), {"theory.scheme=FONLL-A", "theory.nf_max=3"}),
              HasSubstr("theory.nf_max: FONLL-A starts from three flavours"));
  EXPECT_THAT(problem_of(template_card(), {"theory.scheme=FONLL-A", "theory.nf_min=4"}),
              HasSubstr("theory.nf_min: FONLL-A starts from three flavours"));
  EXPECT_THAT(override_problem("theory.scheme=FFNS"), HasSubstr("set theory.nf_max to 3"));
  EXPECT_THAT(problem_of(template_card(), {"theory.scheme=FONLL-A", "theory.target_mass=on"}),
              HasSubstr("theory.target_mass"));
  EXPECT_TRUE(problems_of(template_card(), {"theory.scheme=FFNS", "theory.nf_max=3"}).empty());
  EXPECT_TRUE(
      problems_of(template_card(), {"theory.scheme=FONLL-A", "theory.damping=off"}).empty());
}

/// The template with a free theory value.
std::string free_problem(const std::string& key, const std::string& parameter,
                         const std::vector<std::string>& more = {}) {
  std::vector<std::string> overrides{"theory." + key + "=p", "parameters.p=" + parameter};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return problem_of(template_card(), overrides);
}

TEST(RunCardProblems, TheoryParameters) {
  EXPECT_THAT(problem_of(template_card(), {"theory.mc=Bgg"}),
              HasSubstr("theory.mc: there is no parameter Bgg; did you mean Bg?"));
  EXPECT_THAT(problem_of(template_card(), {"theory.higher_twist.h0=Bgg"}),
              HasSubstr("higher_twist.h0: there is no parameter Bgg; did you mean Bg?"));
  EXPECT_THAT(free_problem("alphas_mz", "{start: 0.118}"),
              HasSubstr("theory.alphas_mz: its parameter p is free and has no min and max"));
  EXPECT_THAT(free_problem("mb", "{start: 4.5, max: 5}"), HasSubstr("is free and has no min"));
  EXPECT_THAT(free_problem("mc", "{start: 1.43, min: 1.3, max: 1.6}"),
              HasSubstr("min 1.3 GeV of theory.mc is below the initial scale 1.37"));
  EXPECT_THAT(free_problem("mc", "{start: 1.43, min: 1.4, max: 4.6}"),
              HasSubstr("theory.mc up to 4.6 GeV is not below theory.mb from 4.5 GeV on"));
  EXPECT_THAT(free_problem("mb", "{start: 4.5, min: 4, max: 200}"),
              HasSubstr("theory.mb up to 200 GeV is not below theory.mt from 173 GeV on"));
  EXPECT_THAT(free_problem("mb", "{start: 4.5, min: 1.55, max: 5}",
                           {"theory.mc=m", "parameters.m={start: 1.43, min: 1.4, max: 1.6}"}),
              HasSubstr("theory.mc up to 1.6 GeV is not below theory.mb from 1.55 GeV on"));
  EXPECT_THAT(free_problem("alphas_mz", "{start: 0.118, min: 0.1, max: 0.3}"),
              HasSubstr("at max 0.3 of theory.alphas_mz the coupling diverges"));
  EXPECT_THAT(free_problem("alphas_mz", "{start: 0.118, min: -0.1, max: 0.13}"),
              HasSubstr("are not between 0 and 1"));
  EXPECT_THAT(free_problem("mc", "{start: 1.2, fixed: true}"),
              HasSubstr("above the charm threshold"));
  EXPECT_THAT(override_problem("theory.mc=nan"), HasSubstr("theory.mc"));
}

TEST(RunCardProblems, StartAtTheCharmThresholdIsNone) {
  EXPECT_TRUE(
      problems_of(template_card(), {"theory.q0_2=2", "theory.mc=1.4142135623730951"}).empty());
  EXPECT_TRUE(problems_of(template_card(), {"theory.q0_2=4", "theory.nf_max=3"}).empty());
}

TEST(RunCardProblems, Data) {
  EXPECT_THAT(problem_of(changed("    - HERA_NC_EP_820", "    - HERA_NC_EP_920")),
              HasSubstr("the set HERA_NC_EP_920 is listed twice"));
  EXPECT_THAT(override_problem("data.sets=[]"), HasSubstr("no set is listed"));
  EXPECT_THAT(override_problem("data.files={HERA_NC_EP_921: a.yaml}"),
              HasSubstr("not listed under data.sets; did you mean HERA_NC_EP_920?"));
  EXPECT_THAT(problem_of(changed("  folder: ../data\n", "")),
              HasSubstr("key data.folder is missing"));
}

TEST(RunCardProblems, Cuts) {
  EXPECT_THAT(override_problem("data.cuts=[{variable: Q2}]"), HasSubstr("the cut has no bound"));
  EXPECT_THAT(override_problem("data.cuts=[{variable: Q2, min: 5, max: 4}]"),
              HasSubstr("no value meets min 5 and max 4"));
  EXPECT_THAT(override_problem("data.cuts=[{min: 5}]"),
              HasSubstr("key data.cuts.0.variable is missing"));
}

TEST(RunCardProblems, Parametrisation) {
  EXPECT_THAT(override_problem("pdfs.xg.B=Bgg"),
              HasSubstr("there is no parameter Bgg; did you mean Bg?"));
  EXPECT_THAT(override_problem("pdfs.xuv.A=number_sum"), HasSubstr("write A: {number_sum: 2}"));
  EXPECT_THAT(override_problem("pdfs.xuv.A={}"), HasSubstr("key pdfs.xuv.A.number_sum is missing"));
  EXPECT_THAT(override_problem("pdfs.xuv.A=.inf"), HasSubstr(".inf"));
  EXPECT_THAT(override_problem("pdfs.xdv.D=nan"), HasSubstr("nan is not a finite number"));
  EXPECT_THAT(override_problem("pdfs.basis=herapd"),
              HasSubstr("there is no basis herapd; did you mean herapdf?"));
  EXPECT_THAT(override_problem("parameters.extra=1"),
              HasSubstr("nothing uses the parameter extra"));
  EXPECT_THAT(problem_of(changed("B: Bdv, ", "")), HasSubstr("key pdfs.xdv.B is missing"));
}

TEST(RunCardProblems, Forms) {
  const std::string polynomial = "pdfs.xuv={form: chebyshev, A: {number_sum: 2}, B: Buv, C: Cuv, ";
  EXPECT_THAT(override_problem(polynomial + "map: sqrtx, coefficients: [Duv, Euv]}"),
              HasSubstr("did you mean sqrt_x?"));
  EXPECT_THAT(override_problem(polynomial + "coefficients: [Duv, Euv, nan]}"),
              HasSubstr("nan is not a finite number"));
  EXPECT_THAT(override_problem(polynomial + "x_min: 1e-4, coefficients: [Duv, Euv]}"),
              HasSubstr("unknown key pdfs.xuv.x_min"));
  EXPECT_THAT(
      override_problem("pdfs.xuv={form: jam, A: Duv, B: Buv, C: Cuv, D: Euv, norm: nummer}"),
      HasSubstr("did you mean number?"));
  EXPECT_THAT(override_problem("pdfs.xuv={form: jam, A: Duv, B: Buv, C: Cuv, D: Euv, "
                               "plus: [{A: 1, B: 1}]}"),
              HasSubstr("key pdfs.xuv.plus.0.C is missing"));
}

TEST(RunCardProblems, Combinations) {
  EXPECT_THAT(override_problem("pdfs.xs.terms=[{pdf: xdbar, odds: fs, factor: 2}]"),
              HasSubstr("either a factor or odds"));
  EXPECT_THAT(override_problem("pdfs.xs={form: combination}"),
              HasSubstr("a combination needs terms"));
  EXPECT_THAT(override_problem("pdfs.xs.terms=[{odds: fs}]"),
              HasSubstr("key pdfs.xs.terms.0.pdf is missing"));
  EXPECT_THAT(override_problem("pdfs.xs.terms=[{pdf: xs, odds: fs}]"),
              HasSubstr("in a circle: xs -> xs"));
}

TEST(RunCardProblems, Parameters) {
  EXPECT_THAT(override_problem("parameters.Bg.min=0"),
              HasSubstr("start -0.061953 is below the bound min 0"));
  EXPECT_THAT(override_problem("parameters.Bg.prior={mean: 0, sigma: 0}"),
              HasSubstr("sigma 0 of the prior is not positive"));
  EXPECT_THAT(override_problem("parameters.Bg.prior={mean: 0}"),
              HasSubstr("key parameters.Bg.prior.sigma is missing"));
  EXPECT_THAT(override_problem("parameters.Buv=-0.5"),
              HasSubstr("a sum rule over xuv diverges at the start values"));
  EXPECT_THAT(problem_of(changed("Cubar: {", "C-ubar: {"), {"pdfs.xubar.C=C-ubar"}),
              HasSubstr("'C-ubar' is no name for a parameter"));
}

TEST(RunCardProblems, AllAreReportedAtOnce) {
  const Problems problems =
      problems_of(template_card(), {"theory.mc=-1", "theory.ordr=LO", "data.sets=[a, a]",
                                    "parameters.Bg.step=-1", "fit.max_iterations=0"});
  EXPECT_EQ(problems.size(), 5u) << problems.text();
}

}  // namespace
}  // namespace fitpack
