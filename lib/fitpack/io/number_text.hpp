#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fitpack {

/// The shortest decimal text that reads back to the same bits; "nan", "inf", "-inf" where not
/// finite.
std::string format_number(double value);

/// A decimal number that fills the whole text ("1", "-.5", "+2e-3", also "nan" and "inf").
/// nullopt where the text is anything else or the number does not fit into a double.
std::optional<double> parse_number(std::string_view text);

/// A decimal integer that fills the whole text; nullopt otherwise.
std::optional<std::int64_t> parse_integer(std::string_view text);

/// `text` without blanks at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace fitpack
