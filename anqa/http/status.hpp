#pragma once

#include <string_view>

namespace anqa::http {

/// The reason phrase of a status code: 404 → "Not Found"; "Unknown" for a code that RFC 9110 does not list.
std::string_view reason_phrase(int status);

/// Whether a response with this status never has a body (1xx, 204, 304; RFC 9110 §6.4.1).
constexpr bool is_bodiless(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace anqa::http
