#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "fitpack/core/backend.hpp"
#include "fitpack/core/logging.hpp"

namespace fitpack::app {

/// A run card and what the command line changes in it.
struct CardArguments {
  std::string path;
  std::vector<std::string> overrides;  ///< "theory.alphas_mz=0.120"
  std::optional<Backend> backend;      ///< not given: as the card says
};

enum class Overwrite { refuse, force };

enum class Format { text, json };

}  // namespace fitpack::app
