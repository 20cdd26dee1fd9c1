#pragma once

#include <string>
#include <string_view>

#include <optional>

#include "anqa/base/result.hpp"
#include "anqa/http/internal/deflate.hpp"
#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"

namespace anqa::http::detail {

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 §4.2.2).
std::string accept_key(std::string_view key);

/// Checks that `request` opens a WebSocket (RFC 6455 §4.2.1). Gives the whole head of the 101 response, or
/// the response that refuses: 426 where the client must upgrade or speak version 13, 400 where its handshake
/// is malformed, 500 where `subprotocol` is none that the client offered. `deflate` is what was agreed on for
/// compressing messages, said in the head too.
result<std::string, Response> accept_handshake(const Request& request, const Headers& extra,
                                               std::string_view subprotocol,
                                               const std::optional<Deflate>& deflate, std::string_view date);

}  // namespace anqa::http::detail
