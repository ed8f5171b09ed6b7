// A program of its own on the installed libraries: χ² of a run card at its start values.
#include <cstdio>
#include <iostream>

#include "fitpack/analysis/run_fit.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    fitpack::Problems problems;
    const fitpack::RunCard card = fitpack::read_run_card(argv[1], {}, problems);
    problems.throw_if_any(fitpack::ExitCode::usage);
    fitpack::Analysis analysis({}, card, fitpack::silent_logger());
    const fitpack::FitResult result = fitpack::run_prediction(analysis);
    std::printf("%zu points chi2 %.17g\n", result.n_points, result.chi2.total);
    std::printf("data in %s\n", FITPACK_DATA_FOLDER);
  } catch (const fitpack::Error& error) {
    std::cerr << error.what() << "\n";
    return static_cast<int>(error.exit_code());
  }
  return 0;
}
