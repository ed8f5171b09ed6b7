#pragma once

#include <filesystem>

#include "fitpack/config/card_visitor.hpp"
#include "fitpack/config/run_card.hpp"

namespace fitpack {

// Sections whose keys are plain values. Each function names the keys of one section once, for
// reading, writing and documentation.

void visit_title(CardVisitor& visitor, RunCard& card);
void visit_theory(CardVisitor& visitor, RunCard& card);
void visit_fit(CardVisitor& visitor, RunCard& card);
void visit_output(CardVisitor& visitor, RunCard& card);
void visit_kernels(CardVisitor& visitor, RunCard& card);
void visit_cache(CardVisitor& visitor, RunCard& card);

}  // namespace fitpack
