#pragma once

#include <span>
#include <string>

namespace fitpack {

/// A number as a card holds it: the shortest text that reads back to the same bits.
[[nodiscard]] std::string yaml_number(double value);

/// Text as a YAML scalar: plain where that is safe, else quoted.
[[nodiscard]] std::string yaml_scalar(const std::string& text);

/// A name that a card can use for a parameter: letters, digits and underscores, a letter first.
[[nodiscard]] bool is_name(const std::string& text);

/// "[a, b]"
[[nodiscard]] std::string yaml_list(std::span<const std::string> scalars);

[[nodiscard]] std::string joined(std::span<const std::string> words, const std::string& between);

}  // namespace fitpack
