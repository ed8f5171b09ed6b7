#include "fitpack/io/hdf5.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "../../support/temporary_folder.hpp"
#include "fitpack/core/error.hpp"
#include "fitpack/io/checksum.hpp"

namespace fitpack {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <class Action>
std::string data_error(Action&& action) {
  try {
    action();
  } catch (const DataError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

void write_example(const std::filesystem::path& path) {
  Hdf5File file = Hdf5File::create(path);
  file.write_number("/fit/chi2", 1390.81);
  file.write_integer("/fit/n", -9007199254740993);
  file.write_text("/card", "a: 1  # ü\n");
  file.write_numbers("/fit/values", std::array{1.0, -0.0, 1e-310});
  file.write_integers("/fit/counts", std::array<std::int64_t, 2>{3, 4});
  file.write_texts("/fit/names", std::array<std::string, 3>{"Bg", "", "Adbar"});
  file.write_matrix("/fit/covariance", std::array{1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, 2, 3);
  file.write_numbers("/fit/none", {});
  file.create_group("/empty/group");
  file.write_attribute("/fit", "chi2", 1.5);
  file.write_attribute("/fit", "n_points", 1145);
  file.write_attribute("/fit", "status", "converged");
  file.write_attribute("/fit/values", "unit", std::string("GeV"));
  file.close();
}

TEST(Hdf5, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  EXPECT_EQ(file.read_number("/fit/chi2"), 1390.81);
  EXPECT_EQ(file.read_integer("/fit/n"), -9007199254740993);
  EXPECT_EQ(file.read_text("/card"), "a: 1  # ü\n");
  EXPECT_THAT(file.read_numbers("/fit/values"), ElementsAre(1.0, -0.0, 1e-310));
  EXPECT_THAT(file.read_integers("/fit/counts"), ElementsAre(3, 4));
  EXPECT_THAT(file.read_texts("/fit/names"), ElementsAre("Bg", "", "Adbar"));
  EXPECT_THAT(file.read_numbers("/fit/none"), IsEmpty());
  const Hdf5Matrix matrix = file.read_matrix("/fit/covariance");
  EXPECT_EQ(matrix.rows, 2U);
  EXPECT_EQ(matrix.columns, 3U);
  EXPECT_THAT(matrix.values, ElementsAre(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));
  EXPECT_EQ(file.number_attribute("/fit", "chi2"), 1.5);
  EXPECT_EQ(file.integer_attribute("/fit", "n_points"), 1145);
  EXPECT_EQ(file.text_attribute("/fit", "status"), "converged");
  EXPECT_EQ(file.text_attribute("/fit/values", "unit"), "GeV");
}

TEST(Hdf5, ListsAndDescribes) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  EXPECT_THAT(file.list("/"), ElementsAre("card", "empty", "fit"));
  EXPECT_THAT(file.list("/empty"), ElementsAre("group"));
  EXPECT_TRUE(file.exists("/fit/chi2"));
  EXPECT_TRUE(file.exists("fit/chi2"));
  EXPECT_TRUE(file.exists("/"));
  EXPECT_FALSE(file.exists("/fit/nothing"));
  EXPECT_FALSE(file.exists("/no/such/thing"));
  EXPECT_TRUE(file.has_attribute("/fit", "chi2"));
  EXPECT_FALSE(file.has_attribute("/fit", "other"));
  EXPECT_FALSE(file.has_attribute("/other", "chi2"));
  EXPECT_THAT(file.shape("/fit/covariance"), ElementsAre(2, 3));
  EXPECT_THAT(file.shape("/fit/values"), ElementsAre(3));
  EXPECT_THAT(file.shape("/fit/chi2"), IsEmpty());
}

TEST(Hdf5, EqualContentGivesEqualBytes) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  write_example(folder / "b.h5");
  EXPECT_EQ(file_checksum(folder / "a.h5"), file_checksum(folder / "b.h5"));
}

TEST(Hdf5, ReadsItsOwnFileBeforeClosing) {
  const TemporaryFolder folder;
  Hdf5File file = Hdf5File::create(folder / "a.h5");
  file.write_number("/a", 2.0);
  EXPECT_EQ(file.read_number("/a"), 2.0);
}

TEST(Hdf5, WritesNothingUnlessClosed) {
  const TemporaryFolder folder;
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.write_number("/a", 1.0);
  }
  EXPECT_EQ(folder.n_files(), 0U);
}

TEST(Hdf5, NamesMissingObjects) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  const std::string message = data_error([&] { static_cast<void>(file.read_number("/fit/ch")); });
  EXPECT_THAT(message, HasSubstr((folder / "a.h5").string() + ", /fit/ch: cannot be opened ("));
  EXPECT_THROW(static_cast<void>(file.number_attribute("/fit", "no")), DataError);
  EXPECT_THROW(static_cast<void>(file.list("/nowhere")), DataError);
}

TEST(Hdf5, RefusesWrongTypesAndShapes) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  const Hdf5File file = Hdf5File::open(folder / "a.h5");
  EXPECT_THAT(data_error([&] { static_cast<void>(file.read_number("/card")); }),
              HasSubstr("does not hold numbers"));
  EXPECT_THAT(data_error([&] { static_cast<void>(file.read_text("/fit/chi2")); }),
              HasSubstr("does not hold text"));
  EXPECT_THAT(data_error([&] { static_cast<void>(file.read_integer("/fit/chi2")); }),
              HasSubstr("does not hold integers"));
  EXPECT_EQ(file.read_number("/fit/n"), -9007199254740993.0);
  EXPECT_THAT(data_error([&] { static_cast<void>(file.read_numbers("/fit/covariance")); }),
              HasSubstr("2 dimensions where 1 are expected"));
  EXPECT_THROW(static_cast<void>(file.text_attribute("/fit", "chi2")), DataError);
}

TEST(Hdf5, RefusesToWriteTwice) {
  const TemporaryFolder folder;
  Hdf5File file = Hdf5File::create(folder / "a.h5");
  file.write_number("/a", 1.0);
  EXPECT_THAT(data_error([&] { file.write_number("/a", 2.0); }),
              HasSubstr("/a: cannot be created"));
}

TEST(Hdf5, ReportsMissingAndForeignFiles) {
  const TemporaryFolder folder;
  EXPECT_THAT(data_error([&] { Hdf5File::open(folder / "no.h5"); }), HasSubstr("no such file"));
  for (const char* content : {"", "this is no HDF5 file at all"}) {
    const auto path = folder.write("text.h5", content);
    EXPECT_THAT(data_error([&] { Hdf5File::open(path); }),
                HasSubstr(path.string() + ": not a readable HDF5 file"));
  }
}

TEST(Hdf5, ReportsTruncatedFiles) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  const auto size = std::filesystem::file_size(folder / "a.h5");
  for (const std::uintmax_t kept : {size - 1, size / 2, std::uintmax_t{100}}) {
    write_example(folder / "a.h5");
    std::filesystem::resize_file(folder / "a.h5", kept);
    EXPECT_THAT(data_error([&] { Hdf5File::open(folder / "a.h5"); }),
                HasSubstr("a.h5: not a readable HDF5 file, or damaged"))
        << kept << " of " << size << " bytes kept";
  }
}

TEST(Hdf5, ReportsFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  Hdf5File file = Hdf5File::create("/dev/full");
  file.write_numbers("/a", std::vector<double>(10000, 1.0));
  EXPECT_THAT(data_error([&] { file.close(); }),
              HasSubstr("/dev/full: writing failed (No space left on device)"));
}

TEST(Hdf5, ReportsMissingFolder) {
  const TemporaryFolder folder;
  Hdf5File file = Hdf5File::create(folder / "no" / "a.h5");
  EXPECT_THAT(data_error([&] { file.close(); }), HasSubstr("No such file or directory"));
}

TEST(Hdf5, KeepsOldFileWhenANewOneIsAbandoned) {
  const TemporaryFolder folder;
  write_example(folder / "a.h5");
  {
    Hdf5File file = Hdf5File::create(folder / "a.h5");
    file.write_number("/a", 1.0);
  }
  EXPECT_EQ(Hdf5File::open(folder / "a.h5").read_number("/fit/chi2"), 1390.81);
}

}  // namespace
}  // namespace fitpack
