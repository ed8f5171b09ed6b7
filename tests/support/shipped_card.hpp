#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "fitpack/config/run_card.hpp"

namespace fitpack {

/// A card of configs/ with some of its keys changed: {"theory.order=LO", …}. Throws where a change
/// is not possible.
inline RunCard shipped_card(const std::string& name,
                            const std::vector<std::string>& overrides = {}) {
  Problems problems;
  RunCard card = read_run_card(std::filesystem::path(FITPACK_TEST_SOURCE_DIR) / "configs" / name,
                               overrides, problems);
  problems.throw_if_any(ExitCode::usage);
  return card;
}

/// The NLO fit to HERA data with a few points on a coarse grid, to be fast; its cuts are
/// data.cuts.
inline RunCard small_hera_card(const std::string& cuts, const std::vector<std::string>& more) {
  std::vector<std::string> overrides{"cache.enabled=false", "theory.grid.x_min=0.02",
                                     "data.sets=[HERA_NC_EP_460, HERA_CC_EM_920]",
                                     "data.cuts=" + cuts};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return shipped_card("hera_nlo_zm.yaml", overrides);
}

}  // namespace fitpack
