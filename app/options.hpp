#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/logging.hpp"

namespace fitpack::app {

/// A run card and what the command line changes in it.
struct CardArguments {
  std::string path;
  std::vector<std::string> overrides;  ///< "theory.alphas_mz=0.120"
};

enum class Overwrite { refuse, force };

struct InitArguments {
  std::string output;  ///< empty: standard output
  Overwrite overwrite = Overwrite::refuse;
};

struct CheckArguments {
  CardArguments card;
};

struct FitArguments {
  CardArguments card;
  std::string output;  ///< folder; empty: the card's
  Overwrite overwrite = Overwrite::refuse;
  bool scale_variations = false;
  std::string start_from;  ///< a result file; empty: the card's start values
  int starts = 1;
  std::optional<double> scatter;  ///< in steps; unset: 1 with several starts, else 0
  std::uint64_t seed = 1;
};

enum class Format { text, json };

struct PredictArguments {
  CardArguments card;
  std::string output;  ///< CSV file; empty: none
  Overwrite overwrite = Overwrite::refuse;
  Format format = Format::text;
};

struct EvolveArguments {
  CardArguments card;
  std::vector<double> x, q;  ///< q in GeV
  std::string output;        ///< CSV file; empty: standard output
  Overwrite overwrite = Overwrite::refuse;
};

struct InspectArguments {
  std::string result;
  Format format = Format::text;
};

}  // namespace fitpack::app
