#pragma once

#include <stdexcept>
#include <string>

namespace fitpack {

/// A broken promise between two parts of the program: a bug, never a mistake of the user.
class ContractError : public std::logic_error {
  using std::logic_error::logic_error;
};

[[noreturn]] inline void contract_failed(const char* condition, const char* file, int line) {
  throw ContractError(std::string(file) + ":" + std::to_string(line) +
                      ": internal error, contract broken: " + condition);
}

}  // namespace fitpack

/// Checked in debug builds only.
#ifdef NDEBUG
#define FITPACK_EXPECTS(condition) static_cast<void>(0)
#else
#define FITPACK_EXPECTS(condition) \
  ((condition) ? static_cast<void>(0) : ::fitpack::contract_failed(#condition, __FILE__, __LINE__))
#endif
#define FITPACK_ENSURES(condition) FITPACK_EXPECTS(condition)
