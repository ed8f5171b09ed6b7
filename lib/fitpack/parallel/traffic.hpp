#pragma once

#include <cstddef>

namespace fitpack {

/// What a rank communicated, counted where it calls the Communicator: an array sent, an array
/// received or a part taken in a collective is one message each; bytes are those of the arrays that
/// the rank handed in or got out. How MPI forwards a collective inside is not part of it.
struct Traffic {
  std::size_t sends = 0, receives = 0, collectives = 0;
  std::size_t sent_bytes = 0, received_bytes = 0, collective_bytes = 0;

  [[nodiscard]] std::size_t messages() const { return sends + receives + collectives; }
  [[nodiscard]] std::size_t bytes() const { return sent_bytes + received_bytes + collective_bytes; }
};

}  // namespace fitpack
