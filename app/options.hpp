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

enum class Format { text, json };

}  // namespace fitpack::app
