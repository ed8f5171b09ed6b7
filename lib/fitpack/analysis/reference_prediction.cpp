#include "fitpack/analysis/reference_prediction.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

#include "fitpack/analysis/lhapdf_prediction.hpp"
#include "fitpack/analysis/run_fit.hpp"
#include "fitpack/parallel/agreement.hpp"
#include "fitpack/result/result_file.hpp"

namespace fitpack {

namespace {

[[noreturn]] void lacks(const std::string& file, const Dataset& dataset, std::size_t point) {
  std::ostringstream message;
  message << "objective.t0: " << file << " has no prediction of " << dataset.name
          << " at x = " << dataset.x[point] << ", Q2 = " << dataset.q2[point]
          << " GeV2 (it is of other data or has other cuts); take a result with all points of this "
             "card, or t0: start";
  throw DataError(message.str());
}

std::vector<double> predictions_of_set(const Communicator& comm, RunCard card,
                                       const std::string& folder, const Logger& logger) {
  std::optional<LhapdfInput> set;
  agree(comm, [&] { set = read_lhapdf(folder, 0); });
  card.parameters = without_normalisations(card);
  card.objective = {};  // predictions do not depend on it
  Analysis analysis(comm, card, [&](const Measurements& measurements) {
    return predict_with_set(comm, card, measurements, *set, logger);
  });
  const FitResult result = run_prediction(analysis);
  std::vector<double> values;
  for (const PredictionRow& row : result.predictions) values.push_back(row.theory);
  comm.broadcast(values);
  return values;
}

}  // namespace

std::vector<double> predictions_of_result(const FitResult& result, const Measurements& measurements,
                                          const std::string& file) {
  std::vector<double> values;
  for (const Dataset& dataset : measurements.datasets()) {
    const auto found = std::ranges::find(result.datasets, dataset.name, &DatasetChiSquare::name);
    if (found == result.datasets.end()) lacks(file, dataset, 0);
    const auto number = static_cast<std::size_t>(found - result.datasets.begin());
    auto row = result.predictions.begin();
    for (std::size_t i = 0; i < dataset.size(); ++i) {
      // Cuts leave points in their order: what is passed over is not wanted.
      row = std::find_if(row, result.predictions.end(), [&](const PredictionRow& r) {
        return r.dataset == number && r.x == dataset.x[i] && r.q2 == dataset.q2[i] &&
               r.value == dataset.value[i];
      });
      if (row == result.predictions.end()) lacks(file, dataset, i);
      values.push_back(row->theory);
      ++row;
    }
  }
  return values;
}

ReferencePrediction read_reference(const Communicator& comm, const RunCard& card,
                                   const Measurements& measurements, const Logger& logger) {
  const std::string path = card.objective.t0.string();
  std::error_code failure;
  ReferencePrediction reference;
  // Ranks on other machines may see other files: what one takes for a folder is one for all.
  if (comm.all_max(std::filesystem::is_directory(path, failure) ? 1 : 0) != 0) {
    reference.origin = "LHAPDF set " + path;
    reference.values = predictions_of_set(comm, card, path, logger);
  } else {
    agree(comm, [&] {
      if (!std::filesystem::exists(path, failure))
        throw InputError(
            "objective.t0: there is no " + path +
            "; give start, a result.h5 of 'fitpack fit' or the folder of an LHAPDF set");
      reference.origin = "result " + path;
      reference.values = predictions_of_result(read_result(path), measurements, path);
    });
  }
  agree(comm, [&] {
    if (!std::ranges::all_of(reference.values, [](double t) { return std::isfinite(t); }))
      throw DataError("objective.t0: " + path + " has predictions that are not finite");
  });
  return reference;
}

}  // namespace fitpack
