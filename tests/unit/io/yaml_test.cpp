#include "fitpack/io/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../support/temporary_folder.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Yaml : public testing::Test {
 protected:
  YamlReader read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    document_ = YamlDocument::from_text(text, "card.yaml", problems_);
    for (const std::string& one : overrides) document_.set(one, problems_);
    return document_.root(problems_);
  }
  /// The only problem so far.
  std::string problem() const {
    return problems_.size() == 1
               ? problems_.text()
               : std::to_string(problems_.size()) + " problems:\n" + problems_.text();
  }
  YamlDocument document_;
  Problems problems_;
};

TEST_F(Yaml, ReadsEveryType) {
  const YamlReader root = read(
      "a:\n  number: -1.5e-3\n  integer: 7\n  flag: true\n  text: some words\n  version: '0.1'\n"
      "  numbers: [1, 2.5]\n  texts:\n    - one\n    - two\n  nothing: ~\n"
      "list:\n  - {name: first}\n  - {name: second}\n");
  const YamlReader a = root.map("a");
  EXPECT_EQ(a.number("number"), -1.5e-3);
  EXPECT_EQ(a.number("integer"), 7.0);
  EXPECT_EQ(a.integer("integer"), 7);
  EXPECT_TRUE(a.boolean("flag"));
  EXPECT_EQ(a.text("text"), "some words");
  EXPECT_EQ(a.text("version"), "0.1");
  EXPECT_THAT(a.numbers("numbers"), ElementsAre(1.0, 2.5));
  EXPECT_THAT(a.texts("texts"), ElementsAre("one", "two"));
  EXPECT_THAT(a.texts("text"), ElementsAre("some words"));
  EXPECT_FALSE(a.has("nothing"));
  ASSERT_THAT(root.maps("list"), SizeIs(2));
  EXPECT_EQ(root.maps("list")[1].text("name"), "second");
  EXPECT_EQ(root.kind("list"), YamlKind::sequence);
  EXPECT_THAT(root.keys(), ElementsAre("a", "list"));
}

TEST_F(Yaml, UsesFallbacksForAbsentKeysOnly) {
  const YamlReader root = read("a: 1\nempty:\n");
  EXPECT_EQ(root.number("a", 5.0), 1.0);
  EXPECT_EQ(root.number("b", 5.0), 5.0);
  EXPECT_EQ(root.integer("empty", 3), 3);
  EXPECT_EQ(root.text("c", "word"), "word");
  EXPECT_FALSE(root.boolean("d", false));
  EXPECT_FALSE(root.optional_number("e").has_value());
  EXPECT_FALSE(root.optional_map("f").has_value());
  EXPECT_TRUE(root.maps("g").empty());
  root.finish();
  EXPECT_TRUE(problems_.empty()) << problems_.text();
}

TEST_F(Yaml, KeepsTheOrderOfTheFile) {
  EXPECT_THAT(read("zeta: 1\nalpha: 2\nmu: 3\n").keys(), ElementsAre("zeta", "alpha", "mu"));
}

TEST_F(Yaml, ReportsWrongTypes) {
  const YamlReader root = read("a:\n  b: abc\n  c: 1.5\n  d: yes\n  e: {}\n  f: '2'\n  g: .inf\n");
  const YamlReader a = root.map("a");
  EXPECT_EQ(a.number("b"), 0.0);
  static_cast<void>(a.integer("c"));
  static_cast<void>(a.boolean("d"));
  static_cast<void>(a.text("e"));
  static_cast<void>(a.number("f"));
  static_cast<void>(a.number("g"));
  static_cast<void>(a.map("b"));
  static_cast<void>(a.maps("b"));
  ASSERT_THAT(problems_.all(), SizeIs(8));
  EXPECT_EQ(problems_.all()[0].place, "card.yaml:2");
  EXPECT_EQ(problems_.all()[0].message, "key a.b: expected a number, found 'abc'");
  EXPECT_EQ(problems_.all()[1].message, "key a.c: expected an integer, found '1.5'");
  EXPECT_EQ(problems_.all()[2].message, "key a.d: expected true or false, found 'yes'");
  EXPECT_EQ(problems_.all()[3].message, "key a.e: expected text, found a map");
  EXPECT_EQ(problems_.all()[4].message, "key a.f: expected a number, found '2'");
  EXPECT_EQ(problems_.all()[6].message, "key a.b: expected a map, found 'abc'");
  EXPECT_EQ(problems_.all()[7].message, "key a.b: expected a list of maps, found 'abc'");
}

TEST_F(Yaml, ReportsWrongListElements) {
  static_cast<void>(read("a:\n  - 1\n  - x\n").numbers("a"));
  EXPECT_EQ(problem(), "card.yaml:3: key a.1: expected a number, found 'x'");
}

TEST_F(Yaml, ReportsUnknownKeysWithNeighbour) {
  const YamlReader root = read("theory:\n  alphas_mzz: 0.118\n  order: nlo\nextra: 1\n");
  const YamlReader theory = root.map("theory");
  static_cast<void>(theory.number("alphas_mz", 0.118));
  static_cast<void>(theory.text("order"));
  root.finish();
  EXPECT_EQ(problems_.text(),
            "card.yaml:2: unknown key theory.alphas_mzz; did you mean alphas_mz?\n"
            "card.yaml:4: unknown key extra");
}

TEST_F(Yaml, ReportsMissingKeysOnce) {
  const YamlReader root = read("b: 1\n");
  static_cast<void>(root.map("a").number("deeper"));
  EXPECT_EQ(problem(), "card.yaml:1: key a is missing");
}

TEST_F(Yaml, ReportsDuplicateKeys) {
  const YamlReader root = read("a:\n  b: 1\n  c: 2\n  b: 3\n");
  EXPECT_EQ(problem(), "card.yaml:4: key a.b: given twice, first at card.yaml:2; keep one of them");
  EXPECT_EQ(root.map("a").number("b"), 1.0);
}

TEST_F(Yaml, ReportsSyntaxErrors) {
  read("a: 1\nb: [1, 2\nc: 3\n");
  EXPECT_THAT(problem(), HasSubstr("card.yaml:"));
  EXPECT_THAT(problem(), HasSubstr(", column "));
  EXPECT_THAT(problem(), HasSubstr("not valid YAML"));
}

TEST_F(Yaml, ReportsEmptySecondAndRootless) {
  read("");
  read("- a\n- b\n");
  read("a: 1\n---\nb: 2\n");
  ASSERT_THAT(problems_.all(), SizeIs(3));
  EXPECT_THAT(problems_.all()[0].message, HasSubstr("empty"));
  EXPECT_THAT(problems_.all()[1].message, HasSubstr("found a list"));
  EXPECT_THAT(problems_.all()[2].message, HasSubstr("more than one"));
}

TEST_F(Yaml, ReportsMissingFile) {
  const TemporaryFolder folder;
  YamlDocument::from_file(folder / "no.yaml", problems_);
  EXPECT_THAT(problem(), HasSubstr("no.yaml: cannot be read (No such file or directory)"));
}

TEST_F(Yaml, ResolvesAnchors) {
  const YamlReader root = read("a: &common {n: 3}\nb: *common\n");
  EXPECT_EQ(root.map("b").integer("n"), 3);
  EXPECT_TRUE(problems_.empty()) << problems_.text();
}

enum class Order { lo, nlo };

TEST_F(Yaml, ChoosesAmongWords) {
  const YamlReader root = read("a: nlo\nb: nol\n");
  const auto choose = [&](const char* key) {
    return root.choice(key, Order::lo, {{"lo", Order::lo}, {"nlo", Order::nlo}});
  };
  EXPECT_EQ(choose("a"), Order::nlo);
  EXPECT_EQ(choose("absent"), Order::lo);
  EXPECT_EQ(choose("b"), Order::lo);
  EXPECT_EQ(problem(),
            "card.yaml:2: key b: expected one of lo, nlo, found 'nol'; did you mean lo?");
}

TEST_F(Yaml, OverridesValues) {
  const YamlReader root = read("theory: {order: lo, alphas_mz: 0.118}\nlist: [1, 2]\n",
                               {"theory.order=nlo", "theory.mc=1.4", "fresh.deep.key=true",
                                "list.1=5", "texts=[a, b]", "theory.alphas_mz= 0.120 "});
  EXPECT_EQ(root.map("theory").text("order"), "nlo");
  EXPECT_EQ(root.map("theory").number("mc"), 1.4);
  EXPECT_EQ(root.map("theory").number("alphas_mz"), 0.120);
  EXPECT_TRUE(root.map("fresh").map("deep").boolean("key"));
  EXPECT_THAT(root.numbers("list"), ElementsAre(1.0, 5.0));
  EXPECT_THAT(root.texts("texts"), ElementsAre("a", "b"));
  EXPECT_TRUE(problems_.empty()) << problems_.text();
}

TEST_F(Yaml, OverridesStartValueOfAMap) {
  const YamlReader root = read("parameters:\n  Bg: {start: -0.06, step: 0.1}\n  Cg: 5\n",
                               {"parameters.Bg=-0.11", "parameters.Cg=6"});
  EXPECT_EQ(root.map("parameters").map("Bg").number("start"), -0.11);
  EXPECT_EQ(root.map("parameters").map("Bg").number("step"), 0.1);
  EXPECT_EQ(root.map("parameters").number("Cg"), 6.0);
}

TEST_F(Yaml, OverrideTurnsScalarIntoMap) {
  const YamlReader root = read("parameters:\n  Bg: -0.06\n", {"parameters.Bg.fixed=true"});
  EXPECT_EQ(root.map("parameters").map("Bg").number("start"), -0.06);
  EXPECT_TRUE(root.map("parameters").map("Bg").boolean("fixed"));
}

TEST_F(Yaml, NamesTheOverrideInMessages) {
  const YamlReader root = read("theory: {order: lo}\n", {"theory.mc=heavy", "theory.ordr=nlo"});
  const YamlReader theory = root.map("theory");
  static_cast<void>(theory.number("mc"));
  static_cast<void>(theory.text("order"));
  root.finish();
  EXPECT_EQ(problems_.text(),
            "--set theory.mc=heavy: key theory.mc: expected a number, found 'heavy'\n"
            "--set theory.ordr=nlo: unknown key theory.ordr; did you mean order?");
}

TEST_F(Yaml, RefusesWhatIsNoOverride) {
  read("list: [1]\n", {"theory.mc", "=3", "a..b=1", "list.4=1", "a=[1"});
  ASSERT_THAT(problems_.all(), SizeIs(5)) << problems_.text();
  EXPECT_EQ(problems_.all()[0].suggestion, "write key.subkey=value");
  EXPECT_THAT(problems_.all()[3].message, HasSubstr("'4' does not name an element"));
  EXPECT_THAT(problems_.all()[4].message, HasSubstr("not valid YAML"));
}

}  // namespace
}  // namespace fitpack
