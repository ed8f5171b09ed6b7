#pragma once

#include <string>
#include <vector>

namespace fitpack {

/// "did you mean …?" with the closest candidate; "" if none is close.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

/// "a, b, c".
std::string joined(const std::vector<std::string>& words);

}  // namespace fitpack
