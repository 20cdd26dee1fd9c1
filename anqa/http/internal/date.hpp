#pragma once

#include <cstdint>
#include <string_view>

namespace anqa::http::detail {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7) for the second `seconds` after the epoch, into `out`.
void format_date(std::int64_t seconds, char (&out)[29]);

/// The date of now; made anew once a second, one copy a thread. Valid until the thread calls it again.
std::string_view current_date();

}  // namespace anqa::http::detail
