#pragma once

#include <string>
#include <string_view>

namespace anqa::detail {

/// Decimal digits of a number given as sign and magnitude, least significant byte first.
std::string decimal(bool negative, std::string_view magnitude);

}  // namespace anqa::detail
