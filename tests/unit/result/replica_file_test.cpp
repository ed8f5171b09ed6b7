#include "fitpack/result/replica_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "../../support/temporary_folder.hpp"
#include "fitpack/io/checksum.hpp"
#include "fitpack/io/hdf5.hpp"
#include "unit/result/example_result.hpp"

namespace fitpack {
namespace {

using State = ReplicaOnDisk::State;
using fitpack::testing::awkward;
using ::testing::HasSubstr;

const ReplicaKey key{"0.1.0 abc123", "0123456789abcdef", "fedcba9876543210", "18446744073709551615",
                     "00ff00ff00ff00ff"};

ReplicaFit example() {
  ReplicaFit fit;
  fit.record = {17,    FitStatus::converged,    awkward(1), awkward(2), 23,
                false, {awkward(3), awkward(4)}};
  fit.message = "the gradient is negligible";
  fit.chi2 = {awkward(1), awkward(5), awkward(6), -awkward(7), awkward(8)};
  fit.free_names = {"Bg", "Cg"};
  return fit;
}

class ReplicaFile : public ::testing::Test {
 protected:
  void SetUp() override { write_replica(example(), key, path_); }
  /// What a file with a changed attribute is.
  [[nodiscard]] ReplicaOnDisk with_format(const std::string& format, int version) const {
    const std::filesystem::path path = folder_ / "other.h5";
    Hdf5File file = Hdf5File::create(path);
    file.write_attribute("/", "format", format);
    file.write_attribute("/", "format_version", version);
    file.close();
    return find_replica(path, 17, key);
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "replica_0017.h5";
};

TEST_F(ReplicaFile, ComesBackToTheBit) {
  EXPECT_EQ(replica_path("run", 17).string(), "run/replica_0017.h5");
  const ReplicaOnDisk found = find_replica(path_, 17, key);
  ASSERT_EQ(found.state, State::usable) << found.problem;
  EXPECT_EQ(found.fit.record.number, 17U);
  EXPECT_EQ(found.fit.record.status, FitStatus::converged);
  EXPECT_EQ(found.fit.record.chi2, awkward(1));
  EXPECT_EQ(found.fit.record.chi2_data, awkward(2));
  EXPECT_EQ(found.fit.record.iterations, 23);
  EXPECT_EQ(found.fit.record.theta, example().record.theta);
  EXPECT_EQ(found.fit.message, example().message);
  EXPECT_EQ(found.fit.chi2.log_penalty, -awkward(7));
  EXPECT_EQ(found.fit.free_names, example().free_names);
}

TEST_F(ReplicaFile, EqualContentGivesEqualBytes) {
  write_replica(example(), key, folder_ / "again.h5");
  EXPECT_EQ(file_checksum(folder_ / "again.h5"), file_checksum(path_));
}

TEST_F(ReplicaFile, EveryPartOfTheKeyCounts) {
  struct Case {
    std::string ReplicaKey::*part;
    const char* words;
  };
  for (const Case& c : {Case{&ReplicaKey::program, "another program"},
                        {&ReplicaKey::card, "another card"},
                        {&ReplicaKey::data, "other data"},
                        {&ReplicaKey::seed, "seed 18446744073709551615, this has changed"},
                        {&ReplicaKey::start, "ended at other parameters"}}) {
    ReplicaKey other = key;
    other.*c.part = "changed";
    const ReplicaOnDisk found = find_replica(path_, 17, other);
    EXPECT_EQ(found.state, State::foreign);
    EXPECT_THAT(found.problem, HasSubstr(c.words));
  }
}

TEST_F(ReplicaFile, AnotherFormatOrNumberIsForeign) {
  EXPECT_THAT(with_format("fitpack replica", 2).problem, HasSubstr("version 2 of the format"));
  EXPECT_THAT(with_format("fitpack result", 1).problem, HasSubstr("no replica of fitpack"));
  EXPECT_EQ(with_format("fitpack replica", 2).state, State::foreign);
  const ReplicaOnDisk renamed = find_replica(path_, 18, key);
  EXPECT_EQ(renamed.state, State::foreign);
  EXPECT_THAT(renamed.problem, HasSubstr("it holds replica 17"));
}

TEST_F(ReplicaFile, TruncatedOrChangedFilesAreDamaged) {
  const std::string bytes = read_text_file(path_);
  EXPECT_EQ(find_replica(folder_ / "none.h5", 17, key).state, State::absent);
  for (const std::size_t length : {std::size_t{0}, std::size_t{100}, bytes.size() - 1}) {
    std::ofstream(path_, std::ios::binary) << bytes.substr(0, length);
    EXPECT_EQ(find_replica(path_, 17, key).state, State::damaged) << length;
  }
  std::string changed = bytes;
  changed[bytes.size() / 2] = static_cast<char>(changed[bytes.size() / 2] ^ 1);
  std::ofstream(path_, std::ios::binary) << changed;
  const ReplicaOnDisk found = find_replica(path_, 17, key);
  EXPECT_EQ(found.state, State::damaged);
  EXPECT_THAT(found.problem, HasSubstr("checksum"));
  EXPECT_EQ(with_format("fitpack replica", 1).state, State::damaged);  // nothing else in it
}

}  // namespace
}  // namespace fitpack
