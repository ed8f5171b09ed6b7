#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "fitpack/config/key_doc.hpp"

/// docs/run_card.md lists the keys of a run card. This test is also what writes the list:
///   FITPACK_UPDATE_DOCS=1 ctest --preset release -R RunCardDoc
namespace fitpack {
namespace {

namespace fs = std::filesystem;

const fs::path document_path = fs::path(FITPACK_TEST_SOURCE_DIR) / "docs" / "run_card.md";
constexpr const char* table_head = "| key | type | default | meaning |\n";

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Where the table of the document begins, and where the line after its last row does.
struct TableRange {
  std::size_t begin = 0, end = 0;
};

TableRange table_range(const std::string& text) {
  const std::size_t begin = text.find(table_head);
  if (begin == std::string::npos) return {text.size(), text.size()};
  std::size_t end = begin;
  while (end < text.size() && text[end] == '|') {
    const std::size_t line_end = text.find('\n', end);
    end = line_end == std::string::npos ? text.size() : line_end + 1;
  }
  return {begin, end};
}

std::string table_in(const std::string& text) {
  const TableRange range = table_range(text);
  return text.substr(range.begin, range.end - range.begin);
}

bool update_wanted() {
  const char* value = std::getenv("FITPACK_UPDATE_DOCS");
  return value != nullptr && std::string(value) == "1";
}

void update_document() {
  std::string text = contents(document_path);
  const TableRange range = table_range(text);
  text.replace(range.begin, range.end - range.begin, run_card_key_table());
  std::ofstream(document_path) << text;
}

TEST(RunCardDoc, TheTableIsThatOfTheProgram) {
  if (update_wanted()) update_document();
  EXPECT_EQ(table_in(contents(document_path)), run_card_key_table())
      << "docs/run_card.md is out of date; run this test with FITPACK_UPDATE_DOCS=1";
}

TEST(RunCardDoc, TheTableIsFoundWhereverItStands) {
  const std::string table = std::string(table_head) + "|---|---|---|---|\n| `a` | b | c | d |\n";
  EXPECT_EQ(table_in("before\n\n" + table + "\nafter | not in it |\n"), table);
  EXPECT_EQ(table_in("before\n\n" + table), table);
  EXPECT_EQ(table_in("no table at all\n"), "");
}

TEST(RunCardDoc, NoKeyIsListedTwice) {
  std::set<std::string> seen;
  for (const KeyDoc& doc : run_card_keys()) EXPECT_TRUE(seen.insert(doc.path).second) << doc.path;
}

/// A bar would end the cell of a Markdown table early.
TEST(RunCardDoc, NoTextContainsATableBar) {
  for (const KeyDoc& doc : run_card_keys())
    for (const std::string& text : {doc.path, doc.type, doc.default_text, doc.meaning})
      EXPECT_EQ(text.find('|'), std::string::npos) << doc.path << ": " << text;
}

}  // namespace
}  // namespace fitpack
