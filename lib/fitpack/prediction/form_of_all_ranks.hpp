#pragma once

#include "fitpack/parallel/communicator.hpp"
#include "fitpack/prediction/batch_form.hpp"

namespace fitpack {

/// The rows of all ranks on each of them, in the order of ranks. `own`: the form of the rank's
/// rows, the same on all ranks but for the rows. Collective.
[[nodiscard]] BatchForm form_of_all_ranks(const Communicator& comm, BatchForm own);

}  // namespace fitpack
