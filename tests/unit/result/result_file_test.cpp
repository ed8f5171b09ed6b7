#include "fitpack/result/result_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <fstream>
#include <regex>

#include "fitpack/core/error.hpp"
#include "fitpack/io/hdf5.hpp"
#include "unit/result/example_result.hpp"

namespace fitpack {
namespace {

using ::testing::HasSubstr;

class ResultFile : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("fitpack_result_" + std::string(test->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::filesystem::path path(const std::string& name = "result.h5") const {
    return folder_ / name;
  }
  FitResult through_file(const FitResult& result) {
    write_result(result, path());
    return read_result(path());
  }
  /// The message read_result refuses the file with.
  static std::string refusal(const std::filesystem::path& file) {
    try {
      read_result(file);
    } catch (const DataError& error) {
      return error.what();
    }
    return "accepted";
  }

 private:
  std::filesystem::path folder_;
};

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void expect_bits(double actual, double expected) {
  EXPECT_EQ(std::bit_cast<std::uint64_t>(actual), std::bit_cast<std::uint64_t>(expected))
      << actual << " for " << expected;
}

void expect_bits(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) expect_bits(actual[i], expected[i]);
}

TEST_F(ResultFile, keeps_what_identifies_a_fit) {
  const FitResult expected = testing::example_result();
  const FitResult actual = through_file(expected);
  EXPECT_EQ(actual.title, expected.title);
  EXPECT_EQ(actual.card, expected.card);
  const Provenance& p = actual.provenance;
  const Provenance& q = expected.provenance;
  EXPECT_EQ(std::tie(p.version, p.git_hash, p.compiler, p.libraries, p.command_line, p.host,
                     p.started, p.ranks, p.checksums),
            std::tie(q.version, q.git_hash, q.compiler, q.libraries, q.command_line, q.host,
                     q.started, q.ranks, q.checksums));
}

TEST_F(ResultFile, keeps_the_outcome_to_the_bit) {
  const FitResult expected = testing::example_result();
  const FitResult actual = through_file(expected);
  EXPECT_EQ(actual.status, expected.status);
  EXPECT_EQ(actual.message, expected.message);
  expect_bits(actual.chi2.total, expected.chi2.total);
  expect_bits(actual.chi2.points, expected.chi2.points);
  expect_bits(actual.chi2.correlated, expected.chi2.correlated);
  expect_bits(actual.chi2.log_penalty, expected.chi2.log_penalty);
  expect_bits(actual.chi2.prior, expected.chi2.prior);
  expect_bits(actual.seconds, expected.seconds);
  EXPECT_EQ(std::tie(actual.n_points, actual.n_free, actual.ndf, actual.iterations,
                     actual.value_evaluations, actual.model_evaluations, actual.best_start),
            std::tie(expected.n_points, expected.n_free, expected.ndf, expected.iterations,
                     expected.value_evaluations, expected.model_evaluations, expected.best_start));
}

TEST_F(ResultFile, keeps_parameters_to_the_bit) {
  const FitResult expected = testing::example_result();
  const FitResult actual = through_file(expected);
  ASSERT_EQ(actual.parameters.size(), expected.parameters.size());
  for (std::size_t i = 0; i < expected.parameters.size(); ++i) {
    const FittedParameter& p = actual.parameters[i];
    const FittedParameter& q = expected.parameters[i];
    EXPECT_EQ(std::tie(p.name, p.lower, p.upper, p.fixed, p.at_bound),
              std::tie(q.name, q.lower, q.upper, q.fixed, q.at_bound));
    expect_bits({p.value, p.error, p.start}, {q.value, q.error, q.start});
  }
  EXPECT_EQ(actual.amplitudes, expected.amplitudes);
  EXPECT_EQ(actual.free_names, expected.free_names);
  expect_bits(actual.covariance, expected.covariance);
  expect_bits(actual.hessian, expected.hessian);
  expect_bits(actual.full_hessian, expected.full_hessian);
  EXPECT_EQ(actual.covariance_kind, expected.covariance_kind);
}

TEST_F(ResultFile, keeps_eigenvectors_to_the_bit) {
  const EigenvectorSet expected = testing::example_result().eigenvectors;
  const EigenvectorSet actual = through_file(testing::example_result()).eigenvectors;
  expect_bits(actual.tolerance, expected.tolerance);
  ASSERT_EQ(actual.vectors.size(), expected.vectors.size());
  for (std::size_t k = 0; k < expected.vectors.size(); ++k) {
    const Eigenvector& v = actual.vectors[k];
    const Eigenvector& w = expected.vectors[k];
    expect_bits(v.plus, w.plus);
    expect_bits(v.minus, w.minus);
    expect_bits({v.eigenvalue, v.plus_delta_chi2, v.minus_delta_chi2, v.plus_scale, v.minus_scale},
                {w.eigenvalue, w.plus_delta_chi2, w.minus_delta_chi2, w.plus_scale, w.minus_scale});
    EXPECT_EQ(std::tie(v.plus_end, v.minus_end), std::tie(w.plus_end, w.minus_end));
  }
}

TEST_F(ResultFile, reads_a_file_without_eigenvectors) {
  FitResult result = testing::example_result();
  result.eigenvectors = {};
  EXPECT_TRUE(through_file(result).eigenvectors.vectors.empty());
  EXPECT_FALSE(Hdf5File::open(path()).exists("/eigenvectors"));
}

TEST_F(ResultFile, keeps_data_sets_shifts_and_predictions_to_the_bit) {
  const FitResult expected = testing::example_result();
  const FitResult actual = through_file(expected);
  ASSERT_EQ(actual.datasets.size(), expected.datasets.size());
  for (std::size_t i = 0; i < expected.datasets.size(); ++i) {
    EXPECT_EQ(actual.datasets[i].name, expected.datasets[i].name);
    EXPECT_EQ(actual.datasets[i].n_points, expected.datasets[i].n_points);
    expect_bits(actual.datasets[i].chi2, expected.datasets[i].chi2);
    expect_bits(actual.datasets[i].log_penalty, expected.datasets[i].log_penalty);
  }
  ASSERT_EQ(actual.shifts.size(), expected.shifts.size());
  for (std::size_t i = 0; i < expected.shifts.size(); ++i) {
    EXPECT_EQ(actual.shifts[i].label, expected.shifts[i].label);
    expect_bits(actual.shifts[i].value, expected.shifts[i].value);
    expect_bits(actual.shifts[i].error, expected.shifts[i].error);
  }
  ASSERT_EQ(actual.predictions.size(), expected.predictions.size());
  for (std::size_t i = 0; i < expected.predictions.size(); ++i) {
    const PredictionRow& p = actual.predictions[i];
    const PredictionRow& q = expected.predictions[i];
    EXPECT_EQ(p.dataset, q.dataset);
    expect_bits({p.x, p.q2, p.y, p.value, p.delta, p.theory, p.shifted_theory, p.residual},
                {q.x, q.q2, q.y, q.value, q.delta, q.theory, q.shifted_theory, q.residual});
  }
}

TEST_F(ResultFile, keeps_history_starts_and_timing_to_the_bit) {
  const FitResult expected = testing::example_result();
  const FitResult actual = through_file(expected);
  ASSERT_EQ(actual.history.size(), expected.history.size());
  for (std::size_t i = 0; i < expected.history.size(); ++i) {
    const IterationRecord& p = actual.history[i];
    const IterationRecord& q = expected.history[i];
    EXPECT_EQ(p.iteration, q.iteration);
    EXPECT_EQ(p.accepted, q.accepted);
    expect_bits(
        {p.chi2, p.predicted_decrease, p.gradient_norm, p.step_norm, p.trust_region_radius},
        {q.chi2, q.predicted_decrease, q.gradient_norm, q.step_norm, q.trust_region_radius});
  }
  ASSERT_EQ(actual.starts.size(), expected.starts.size());
  for (std::size_t i = 0; i < expected.starts.size(); ++i) {
    const StartRecord& p = actual.starts[i];
    const StartRecord& q = expected.starts[i];
    expect_bits(p.start, q.start);
    expect_bits(p.end, q.end);
    expect_bits(p.chi2, q.chi2);
    EXPECT_EQ(std::tie(p.iterations, p.status, p.message),
              std::tie(q.iterations, q.status, q.message));
  }
  ASSERT_EQ(actual.timing.size(), expected.timing.size());
  for (std::size_t i = 0; i < expected.timing.size(); ++i) {
    const StageSeconds& p = actual.timing[i];
    const StageSeconds& q = expected.timing[i];
    EXPECT_EQ(p.stage, q.stage);
    expect_bits({p.min, p.mean, p.max}, {q.min, q.mean, q.max});
  }
  ASSERT_EQ(actual.profile.size(), expected.profile.size());
  for (std::size_t i = 0; i < expected.profile.size(); ++i) {
    const StageProfile& p = actual.profile[i];
    const StageProfile& q = expected.profile[i];
    EXPECT_EQ(p.stage, q.stage);
    expect_bits(p.seconds, q.seconds);
    expect_bits(p.calls, q.calls);
    expect_bits(p.messages, q.messages);
    expect_bits(p.bytes, q.bytes);
  }
}

TEST_F(ResultFile, keeps_an_empty_result) {
  const FitResult actual = through_file(FitResult{});
  EXPECT_EQ(actual.status, FitStatus::not_converged);
  EXPECT_TRUE(actual.predictions.empty());
  EXPECT_TRUE(actual.hessian.empty());
}

TEST_F(ResultFile, keeps_a_fit_without_covariance) {
  FitResult expected = testing::example_result();
  expected.covariance.clear();
  const FitResult actual = through_file(expected);
  EXPECT_TRUE(actual.covariance.empty());
  expect_bits(actual.hessian, expected.hessian);
}

TEST_F(ResultFile, equal_results_give_equal_bytes) {
  write_result(testing::example_result(), path("a.h5"));
  write_result(testing::example_result(), path("b.h5"));
  EXPECT_EQ(bytes_of(path("a.h5")), bytes_of(path("b.h5")));
}

TEST_F(ResultFile, shows_the_documented_attributes_of_a_fit) {
  write_result(testing::example_result(), path());
  const Hdf5File file = Hdf5File::open(path());
  expect_bits(file.number_attribute("/fit", "chi2"), testing::example_result().chi2.total);
  EXPECT_EQ(file.integer_attribute("/fit", "n_points"), 3);
  EXPECT_EQ(file.integer_attribute("/fit", "ndf"), 1);
  EXPECT_EQ(file.text_attribute("/fit", "status"), "converged");
  EXPECT_THAT(file.read_texts("/predictions/dataset_name"),
              ::testing::ElementsAre("HERA_NC_EP_920", "HERA_NC_EP_920", "HERA_CC_EM_920"));
}

/// All data sets below a group, with their paths.
std::vector<std::string> datasets_below(const Hdf5File& file, const std::string& group) {
  std::vector<std::string> paths;
  for (const std::string& name : file.list(group)) {
    const std::string path = (group == "/" ? "" : group) + "/" + name;
    try {
      const auto inner = datasets_below(file, path);
      paths.insert(paths.end(), inner.begin(), inner.end());
    } catch (const DataError&) {  // not a group
      paths.push_back(path);
    }
  }
  return paths;
}

TEST_F(ResultFile, holds_what_the_documentation_says) {
  write_result(testing::example_result_with_events(), path());
  const Hdf5File file = Hdf5File::open(path());
  const std::string text =
      bytes_of(std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "docs" / "formats.md");
  const std::vector<std::string> paths = datasets_below(file, "/");
  EXPECT_GT(paths.size(), 40u);
  for (const std::string& dataset : paths)
    EXPECT_THAT(text, HasSubstr("`" + dataset + "`")) << "not in docs/formats.md";
  const std::regex documented("`(/[A-Za-z0-9_/]+)`");
  for (auto match = std::sregex_iterator(text.begin(), text.end(), documented);
       match != std::sregex_iterator(); ++match)
    EXPECT_TRUE(file.exists((*match)[1])) << (*match)[1] << " is documented but not written";
}

TEST_F(ResultFile, refuses_a_missing_file) {
  EXPECT_THAT(refusal(path("none.h5")), HasSubstr("none.h5: no such file"));
}

TEST_F(ResultFile, refuses_a_file_that_is_not_hdf5) {
  std::ofstream(path()) << "a card, not a result\n";
  EXPECT_THAT(refusal(path()), HasSubstr("not a readable HDF5 file"));
}

TEST_F(ResultFile, refuses_a_truncated_file) {
  write_result(testing::example_result(), path());
  std::filesystem::resize_file(path(), std::filesystem::file_size(path()) / 2);
  EXPECT_THAT(refusal(path()), HasSubstr("damaged"));
}

TEST_F(ResultFile, refuses_hdf5_of_another_program) {
  Hdf5File file = Hdf5File::create(path());
  file.write_number("/fit/chi2", 1.0);
  file.close();
  EXPECT_THAT(refusal(path()), HasSubstr("not a result of fitpack"));
}

TEST_F(ResultFile, refuses_another_version_of_the_format) {
  Hdf5File file = Hdf5File::create(path());
  file.write_attribute("/", "format", "fitpack result");
  file.write_attribute("/", "format_version", 99);
  file.close();
  EXPECT_THAT(refusal(path()), HasSubstr("a result in version 99"));
}

TEST_F(ResultFile, names_the_object_that_is_missing) {
  Hdf5File file = Hdf5File::create(path());
  file.write_attribute("/", "format", "fitpack result");
  file.write_attribute("/", "format_version", 1);
  file.write_attribute("/", "title", "");
  file.close();
  EXPECT_THAT(refusal(path()), HasSubstr("/card"));
}

TEST_F(ResultFile, writes_nothing_where_it_cannot) {
  EXPECT_THROW(write_result(testing::example_result(), path("no/such/folder.h5")), DataError);
  EXPECT_FALSE(std::filesystem::exists(path("no")));
}

TEST_F(ResultFile, leaves_the_old_file_where_a_result_contradicts_itself) {
  write_result(testing::example_result(), path());
  const std::string before = bytes_of(path());
  FitResult broken = testing::example_result();
  broken.hessian.pop_back();
  EXPECT_THROW(write_result(broken, path()), std::invalid_argument);
  EXPECT_EQ(bytes_of(path()), before);
}

TEST_F(ResultFile, keeps_samples_of_events_to_the_bit) {
  const FitResult result = testing::example_result_with_events();
  write_result(result, path());
  const FitResult back = read_result(path());
  ASSERT_EQ(back.events.size(), result.events.size());
  EXPECT_EQ(back.events_backend, "GPU 1 (some device)");
  for (std::size_t k = 0; k < back.events.size(); ++k) {
    EXPECT_EQ(back.events[k].name, result.events[k].name);
    EXPECT_EQ(back.events[k].n_events, result.events[k].n_events);
    EXPECT_EQ(back.events[k].n_cut, result.events[k].n_cut);
    EXPECT_EQ(back.events[k].minus_log_likelihood, result.events[k].minus_log_likelihood);
    EXPECT_EQ(back.events[k].cross_section, result.events[k].cross_section);
  }
}

TEST_F(ResultFile, keeps_replicas_to_the_bit) {
  const FitResult result = testing::example_result();
  const FitResult back = through_file(result);
  EXPECT_EQ(back.replica_settings.seed, result.replica_settings.seed);
  EXPECT_EQ(back.replica_settings.requested, result.replica_settings.requested);
  EXPECT_EQ(back.replica_settings.chi2_window, result.replica_settings.chi2_window);
  ASSERT_EQ(back.replicas.size(), result.replicas.size());
  for (std::size_t k = 0; k < back.replicas.size(); ++k) {
    EXPECT_EQ(back.replicas[k].number, result.replicas[k].number);
    EXPECT_EQ(back.replicas[k].status, result.replicas[k].status);
    EXPECT_EQ(back.replicas[k].chi2, result.replicas[k].chi2);
    EXPECT_EQ(back.replicas[k].chi2_data, result.replicas[k].chi2_data);
    EXPECT_EQ(back.replicas[k].iterations, result.replicas[k].iterations);
    EXPECT_EQ(back.replicas[k].selected, result.replicas[k].selected);
    EXPECT_EQ(back.replicas[k].theta, result.replicas[k].theta);
  }
}

TEST_F(ResultFile, reads_a_file_without_replicas) {
  FitResult result = testing::example_result();
  result.replica_settings.chi2_window.reset();
  EXPECT_FALSE(through_file(result).replica_settings.chi2_window);
  result.replica_settings = {};
  result.replicas.clear();
  EXPECT_TRUE(through_file(result).replicas.empty());
  EXPECT_FALSE(Hdf5File::open(path()).exists("/replicas"));
}

}  // namespace
}  // namespace fitpack
