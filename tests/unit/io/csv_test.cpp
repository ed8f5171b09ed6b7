#include "fitpack/io/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "../../support/temporary_folder.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Csv : public testing::Test {
 protected:
  std::optional<CsvTable> read(const std::string& content) {
    return read_csv(folder_.write("t.csv", content), problems_);
  }
  std::string file() const { return (folder_ / "t.csv").string(); }
  TemporaryFolder folder_;
  Problems problems_;
};

TEST_F(Csv, ReadsNamedColumns) {
  const auto table = read("# remark\nx, Q2,name\r\n0.1,2e1, a \n\n-3,4,b");
  ASSERT_TRUE(table.has_value());
  EXPECT_THAT(table->header(), ElementsAre("x", "Q2", "name"));
  EXPECT_THAT(table->numbers("x", problems_), ElementsAre(0.1, -3.0));
  EXPECT_THAT(table->numbers("Q2", problems_), ElementsAre(20.0, 4.0));
  EXPECT_THAT(table->texts("name", problems_), ElementsAre("a", "b"));
  EXPECT_EQ(table->place(1, "Q2"), file() + ":5, column Q2");
  EXPECT_TRUE(problems_.empty()) << problems_.text();
}

TEST_F(Csv, ReportsWrongNumberOfFields) {
  const auto table = read("a,b,c\n1,2\n1,2,3,4\n1,2,3\n");
  ASSERT_THAT(problems_.all(), SizeIs(2));
  EXPECT_EQ(problems_.all()[0].place, file() + ":2, column b");
  EXPECT_EQ(problems_.all()[0].message, "2 fields where the header names 3");
  EXPECT_EQ(problems_.all()[1].place, file() + ":3, column c");
  EXPECT_EQ(problems_.all()[1].message, "4 fields where the header names 3");
  EXPECT_EQ(table->n_rows(), 1U);
}

TEST_F(Csv, ReportsWhatIsNoFiniteNumber) {
  const auto table = read("a,b\n1,2\nabc,nan\n,inf\n3,1e999\n");
  const auto a = table->numbers("a", problems_);
  static_cast<void>(table->numbers("b", problems_));
  ASSERT_THAT(problems_.all(), SizeIs(5));
  EXPECT_EQ(problems_.all()[0].place, file() + ":3, column a");
  EXPECT_EQ(problems_.all()[0].message, "expected a number, found 'abc'");
  EXPECT_EQ(problems_.all()[1].place, file() + ":4, column a");
  EXPECT_THAT(problems_.all()[1].message, HasSubstr("empty"));
  EXPECT_EQ(problems_.all()[2].message, "expected a finite number, found 'nan'");
  EXPECT_EQ(problems_.all()[3].message, "expected a finite number, found 'inf'");
  EXPECT_EQ(problems_.all()[4].place, file() + ":5, column b");
  EXPECT_EQ(a[0], 1.0);
  EXPECT_TRUE(std::isnan(a[1]));
}

TEST_F(Csv, ReportsAWrongColumnOnlySoOften) {
  std::string content = "a\n";
  for (int i = 0; i < 100; ++i) content += "x\n";
  static_cast<void>(read(content)->numbers("a", problems_));
  ASSERT_THAT(problems_.all(), SizeIs(11));
  EXPECT_THAT(problems_.all().back().message, HasSubstr("90 more"));
}

TEST_F(Csv, ReportsDuplicateAndUnnamedColumns) {
  read("a,b,a,\n1,2,3,4\n");
  EXPECT_THAT(problems_.text(), HasSubstr(file() + ":1, column a: this column appears twice"));
  EXPECT_THAT(problems_.text(), HasSubstr("column 4 has no name"));
}

TEST_F(Csv, ReportsMissingColumnWithNeighbour) {
  const auto table = read("x,sta\n1,2\n");
  EXPECT_THAT(table->numbers("stat", problems_), IsEmpty());
  EXPECT_THAT(problems_.text(), HasSubstr("column stat: this column is missing"));
  EXPECT_THAT(problems_.text(), HasSubstr("did you mean sta?"));
}

TEST_F(Csv, ReportsOtherSeparatorsAndQuotes) {
  for (const char* content : {"x;y\n1;2\n", "x\ty\n1\t2\n", "x y\n1 2\n"}) {
    SCOPED_TRACE(content);
    Problems problems;
    EXPECT_FALSE(read_csv(folder_.write("t.csv", content), problems).has_value());
    ASSERT_THAT(problems.all(), SizeIs(1));
    EXPECT_THAT(problems.text(), HasSubstr("separate columns by commas"));
  }
  EXPECT_TRUE(read("x\n1\n").has_value());
  EXPECT_TRUE(problems_.empty());
  read("\"x\",\"y\"\n1,2\n");
  EXPECT_THAT(problems_.text(), HasSubstr("column \"x\": quotes are part of this name"));
}

TEST_F(Csv, ReportsEmptyFiles) {
  EXPECT_FALSE(read("").has_value());
  EXPECT_FALSE(read("\n# only a remark\n").has_value());
  read("a,b\n");
  ASSERT_THAT(problems_.all(), SizeIs(3));
  EXPECT_THAT(problems_.all()[0].message, HasSubstr("empty"));
  EXPECT_THAT(problems_.all()[2].message, HasSubstr("no rows"));
}

TEST_F(Csv, ReportsMissingFile) {
  EXPECT_FALSE(read_csv(folder_ / "no.csv", problems_).has_value());
  EXPECT_THAT(problems_.text(), HasSubstr("no.csv: cannot be read (No such file or directory)"));
}

TEST_F(Csv, WritesWhatItReads) {
  write_csv(folder_ / "t.csv", {"a", "b"}, {{"1", "x"}, {"2.5", "y"}});
  EXPECT_EQ(read_text_file(folder_ / "t.csv"), "a,b\n1,x\n2.5,y\n");
}

}  // namespace
}  // namespace fitpack
