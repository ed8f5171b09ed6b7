#pragma once

#include <vector>

#include "fitpack/analysis/kernel_builder.hpp"
#include "fitpack/data/synthetic_data.hpp"

namespace fitpack {

/// Collective. Synthetic measurements drawn around the predictions of a card at its start values;
/// complete on rank 0, void elsewhere. Limits of the card's tables narrow those of the options. The
/// same numbers on any number of ranks. Throws InputError where the card has no PDFs at its start
/// values, or a higher-twist term, which is not drawn.
std::vector<Dataset> generate_data(const Communicator& comm, const RunCard& card,
                                   SyntheticOptions options, const Logger& logger,
                                   const Progress& progress = {});

/// The card with these sets, which lie beside it, instead of its own data.
RunCard card_of_data(RunCard card, const std::vector<Dataset>& datasets);

}  // namespace fitpack
