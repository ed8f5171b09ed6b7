#include "fitpack/result/lhapdf_set.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>

#include "fitpack/core/error.hpp"
#include "support/temporary_folder.hpp"

namespace fitpack {
namespace {

namespace fs = std::filesystem;

/// Values are written with eight digits, knots with ten.
constexpr double value_digits = 5e-8, knot_digits = 5e-10;

PdfSubgrid subgrid(std::vector<double> q) {
  PdfSubgrid grid{{1e-5, 0.01, 0.3, 1.0}, std::move(q), {-3, -2, -1, 1, 2, 3, gluon_code}, {}};
  for (std::size_t i = 0; i < 4 * grid.q.size() * 7; ++i)
    grid.values.push_back(std::sqrt(static_cast<double>(i)) * std::pow(10.0, i % 23 - 15.0));
  return grid;
}

LhapdfMember member() {
  return {"error", "eigenvector 2: minus",
          PdfGrid({subgrid({1.3, 1.4, std::sqrt(3.0)}), subgrid({std::sqrt(3.0), 4.0, 1e3})})};
}

LhapdfInfo info() {
  LhapdfInfo result;
  result.name = "toy";
  result.description = "a set: with \"quotes\"";
  result.n_members = 2;
  result.order_qcd = result.alphas_order = 1;
  result.flavours = {-3, -2, -1, 1, 2, 3, 21};
  result.error_type = "hessian";
  result.confidence_level = 68.27;
  result.m_charm = 1.43;
  result.alphas = {{1.3, 1.43, 1.43, 91.0}, {0.37, 0.36, 0.35, 0.118}};
  return result;
}

/// A good set on disk, and what may be wrong with it.
class SetOnDisk {
 public:
  SetOnDisk() {
    fs::create_directory(path());
    store("toy.info", lhapdf_info_text(info()));
    store("toy_0000.dat", lhapdf_member_text(member()));
    store("toy_0001.dat", lhapdf_member_text(member()));
  }
  [[nodiscard]] fs::path path() const { return folder_ / "toy"; }
  void store(const std::string& name, const std::string& text) const {
    std::ofstream(path() / name) << text;
  }
  void remove(const std::string& name) const { fs::remove(path() / name); }
  /// Replaces the first occurrence in a file.
  void change(const std::string& name, const std::string& from, const std::string& to) const {
    std::ifstream file(path() / name);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    ASSERT_NE(text.find(from), std::string::npos);
    store(name, text.replace(text.find(from), from.size(), to));
  }
  /// Reads it all.
  void read(std::size_t number = 0) const {
    const LhapdfInfo read_info = read_lhapdf_info(path());
    static_cast<void>(read_lhapdf_member(path(), read_info, number));
  }

 private:
  TemporaryFolder folder_;
};

template <class Exception>
void expect_error(const std::function<void()>& action, const std::string& words) {
  try {
    action();
    FAIL() << "no error with '" << words << "'";
  } catch (const Exception& error) {
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(LhapdfSet, MembersComeBack) {
  const SetOnDisk set;
  const LhapdfMember written = member();
  const LhapdfMember back = read_lhapdf_member(set.path(), read_lhapdf_info(set.path()), 1);
  EXPECT_EQ(back.type, "error");
  ASSERT_EQ(back.grid.subgrids().size(), 2U);
  for (std::size_t s = 0; s < 2; ++s) {
    const PdfSubgrid &a = written.grid.subgrids()[s], &b = back.grid.subgrids()[s];
    EXPECT_EQ(a.flavours, b.flavours);
    ASSERT_EQ(a.q.size(), b.q.size());
    for (std::size_t j = 0; j < a.q.size(); ++j) EXPECT_NEAR(b.q[j], a.q[j], knot_digits * a.q[j]);
    ASSERT_EQ(a.values.size(), b.values.size());
    for (std::size_t i = 0; i < a.values.size(); ++i)
      EXPECT_NEAR(b.values[i], a.values[i], value_digits * a.values[i]);
  }
}

TEST(LhapdfSet, InfoComesBack) {
  const SetOnDisk set;
  const LhapdfInfo back = read_lhapdf_info(set.path() / "");
  EXPECT_EQ(back.name, "toy");
  EXPECT_EQ(back.description, info().description);
  EXPECT_EQ(back.n_members, 2U);
  EXPECT_EQ(back.order_qcd, 1);
  EXPECT_EQ(back.error_type, "hessian");
  EXPECT_EQ(back.confidence_level, 68.27);
  EXPECT_EQ(back.m_charm, 1.43);
  EXPECT_FALSE(back.m_top);
  EXPECT_EQ(back.alphas.q, info().alphas.q);
  EXPECT_EQ(back.alphas.values, info().alphas.values);
}

TEST(LhapdfSet, AlphasHasTwoValuesAtAThreshold) {
  const AlphasTable table = info().alphas;
  EXPECT_DOUBLE_EQ(table.at(1.3), 0.37);
  EXPECT_DOUBLE_EQ(table.at(1.43), 0.35);
  EXPECT_NEAR(table.at(1.43 - 1e-9), 0.36, 1e-8);
  // Two knots: a straight line in ln Q².
  EXPECT_NEAR(table.at(std::sqrt(1.43 * 91.0)), 0.5 * (0.35 + 0.118), 1e-12);
  EXPECT_THROW(static_cast<void>(table.at(1.2)), InputError);
  EXPECT_THROW(static_cast<void>(table.at(92.0)), InputError);
}

TEST(LhapdfSet, NamesHaveFourDigits) {
  EXPECT_EQ(lhapdf_member_name("s", 0), "s_0000.dat");
  EXPECT_EQ(lhapdf_member_name("s", 123), "s_0123.dat");
  EXPECT_EQ(lhapdf_member_name("s", 12345), "s_12345.dat");
}

TEST(LhapdfSet, WhatIsNoSetIsToldSo) {
  const SetOnDisk set;
  expect_error<DataError>([&] { static_cast<void>(read_lhapdf_info(set.path() / "no")); },
                          "no such folder");
  set.remove("toy.info");
  expect_error<DataError>([&] { set.read(); }, "there is no toy.info in it");
}

TEST(LhapdfSet, BrokenInfo) {
  const SetOnDisk set;
  set.change("toy.info", "Format: lhagrid1", "Format: lhagrid2");
  expect_error<Error>([&] { set.read(); }, "lhagrid2");
  set.change("toy.info", "Format: lhagrid2", "Format: lhagrid1");
  set.change("toy.info", "0.37, ", "");
  expect_error<Error>([&] { set.read(); }, "AlphaS_Vals");
  set.store("toy.info", "SetDesc: [unfinished\n");
  expect_error<Error>([&] { set.read(); }, "toy.info");
  set.store("toy.info", "SetDesc: nothing else\n");
  expect_error<Error>([&] { set.read(); }, "NumMembers");
}

TEST(LhapdfSet, BrokenMember) {
  const auto broken = [](const std::string& from, const std::string& to, const std::string& words) {
    const SetOnDisk set;
    set.change("toy_0000.dat", from, to);
    expect_error<DataError>([&] { set.read(); }, words);
  };
  broken("Format: lhagrid1", "Format: other", "Format is 'other'");
  broken("-3 -2 -1 1 2 3 21", "-2 -1 1 2 3 21", "lacks the partons -3");
  broken("1.000000000e-02 ", "", "values");
  broken("1.000000000e-02 3.0", "3.000000000e-01 1.0", "knots in x");
  broken("1.400000000e+00", "1.4x", "no number");
  broken("1.0000000e-14", "nan", "no finite number");
  broken("1.0000000e-14 ", "", "6 values where there are 7");
  broken("---\n1", "---\n---\n1", "no number");
}

TEST(LhapdfSet, MissingAndTruncatedMembers) {
  const SetOnDisk set;
  expect_error<InputError>([&] { set.read(2); }, "no member 2");
  const std::string text = lhapdf_member_text(member());
  for (const double part : {0.0, 0.002, 0.1, 0.5, 0.99}) {
    set.store("toy_0001.dat", text.substr(0, static_cast<std::size_t>(part * text.size())));
    expect_error<DataError>([&] { set.read(1); }, "toy_0001.dat");
  }
  set.remove("toy_0001.dat");
  expect_error<DataError>([&] { set.read(1); }, "cannot be read");
}

TEST(LhapdfSet, FoldersThatMayBeWritten) {
  const SetOnDisk set;
  EXPECT_NO_THROW(check_set_folder(set.path().parent_path() / "new_1.0-a", ReplaceSet::no));
  EXPECT_NO_THROW(check_set_folder(set.path(), ReplaceSet::yes));
  expect_error<InputError>([&] { check_set_folder(set.path(), ReplaceSet::no); }, "--force");
  for (const char* name : {"bad name", "-o", "..", "a:b"})
    expect_error<InputError>(
        [&] { check_set_folder(set.path().parent_path() / name, ReplaceSet::yes); }, "good name");
  set.store("thesis.tex", "precious");
  expect_error<InputError>([&] { check_set_folder(set.path(), ReplaceSet::yes); }, "more than");
  EXPECT_TRUE(fs::exists(set.path() / "thesis.tex"));
}

}  // namespace
}  // namespace fitpack
