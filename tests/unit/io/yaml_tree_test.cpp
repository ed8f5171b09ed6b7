#include "fitpack/io/yaml_tree.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "fitpack/io/yaml.hpp"

namespace fitpack {
namespace {

YamlTree example() {
  YamlTree theory = YamlTree::map();
  theory.set("order", "nlo", "lo or nlo").set("alphas_mz", 0.118).set("nf_max", 5);
  YamlTree root = YamlTree::map();
  root.set("theory", std::move(theory), "settings of QCD");
  root.set("sets", std::vector<std::string>{"A", "yes"});
  YamlTree cuts = YamlTree::list();
  cuts.add(YamlTree::map(YamlTree::Style::flow).set("variable", "Q2").set("min", 3.5));
  cuts.add(YamlTree::map().set("variable", "x").set("max", true));
  root.set("cuts", std::move(cuts));
  return root;
}

TEST(YamlTree, WritesYaml) {
  EXPECT_EQ(example().yaml(),
            "# settings of QCD\n"
            "theory:\n"
            "  order: nlo  # lo or nlo\n"
            "  alphas_mz: 0.118\n"
            "  nf_max: 5\n"
            "sets: [A, \"yes\"]\n"
            "cuts:\n"
            "  - {variable: Q2, min: 3.5}\n"
            "  - variable: x\n"
            "    max: true\n");
}

TEST(YamlTree, WritesJson) {
  EXPECT_EQ(YamlTree::map()
                .set("a", 1.5)
                .set("b", std::vector<int>{1, 2})
                .set("c", std::numeric_limits<double>::quiet_NaN())
                .set("d", YamlTree::map())
                .set("e", YamlTree::null())
                .set("f", ".nan")
                .json(),
            "{\n  \"a\": 1.5,\n  \"b\": [1, 2],\n  \"c\": null,\n  \"d\": {},\n  \"e\": null,\n"
            "  \"f\": \".nan\"\n}\n");
}

TEST(YamlTree, ReplacesAnEntry) {
  EXPECT_EQ(YamlTree::map().set("a", 1).set("b", 2).set("a", 3).yaml(), "a: 3\nb: 2\n");
}

TEST(YamlTree, IsReadBackUnchanged) {
  const std::vector<std::string> texts = {
      "plain",   "true", "null",    "~",       "1e3", "0x1f",       "12",          "",
      " blank ", "a: b", "# no",    "- dash",  "e+",  "1506.06042", "x\ny\t\"q\"", "ü",
      "[",       "@at",  "HERA1+2", "3 words", "1e+", "y",          "-.5",         ".inf"};
  const std::vector<double> numbers = {0.1, 1e-300, -2.5, 1.0 / 3.0, 123456789.0, 1e22};
  const std::string text =
      YamlTree::map().set("texts", texts).set("numbers", numbers).set("a b", 1).yaml();
  Problems problems;
  const YamlDocument document = YamlDocument::from_text(text, "t", problems);
  const YamlReader root = document.root(problems);
  EXPECT_EQ(root.texts("texts"), texts) << text;
  EXPECT_EQ(root.numbers("numbers"), numbers) << text;
  EXPECT_EQ(root.integer("a b"), 1);
  EXPECT_TRUE(problems.empty()) << problems.text();
}

}  // namespace
}  // namespace fitpack
