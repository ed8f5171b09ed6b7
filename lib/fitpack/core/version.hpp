#pragma once

#include <string>

namespace fitpack {

/// What this program was built from and with.
struct BuildInformation {
  std::string version;  ///< "0.1.0"
  std::string
      git_hash;  ///< of the sources at build time, "-dirty" if changed; "unknown" outside git
  std::string compiler;   ///< name, version and flags
  std::string libraries;  ///< versions of the libraries that matter to numbers and files
};
const BuildInformation& build_information();

}  // namespace fitpack
