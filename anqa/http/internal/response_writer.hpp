#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"

namespace anqa::http::detail {

/// What of a request decides how its response is written.
struct Exchange {
  Method method = Method::get;
  int minor_version = 1;
  /// In: whether the connection could go on after this response. write_head() clears it when the response
  /// ends it.
  bool keep_alive = true;
};

/// The length of a body that nobody knows yet: it goes out in chunks, to HTTP/1.0 until the connection
/// closes.
inline constexpr std::uint64_t unknown_length = ~std::uint64_t{0};

/// Whether the name is a token and the value has no control characters: no line break gets out in them.
bool is_sendable_field(const Header& field);

/// Why a response cannot be sent as the handler made it; empty when it can: a field name that is no token, a
/// line break or NUL in a value, a status outside of 200 to 599.
std::string check_response(const Response& response);

/// Appends status line and header fields to `out`. `length` is the size of the body, also where HEAD or the
/// status leave it out. The server's own fields win: Content-Length, Transfer-Encoding, Connection,
/// Keep-Alive and Date of the response are left out, but "Connection: close" closes. The response must have
/// passed check_response().
void write_head(std::string& out, const Response& response, std::uint64_t length, Exchange& exchange,
                std::string_view date);

/// Whether a body follows the head at all.
bool sends_body(const Response& response, const Exchange& exchange);

}  // namespace anqa::http::detail
