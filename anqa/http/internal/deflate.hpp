#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anqa::http::detail {

/// What permessage-deflate (RFC 7692) came to for one WebSocket. Neither side keeps its window from message
/// to message, so an idle connection costs no memory for it: the threads share their compressors.
struct Deflate {
  int window_bits = 15;  // of what this side compresses
};

/// The first of the client's offers (the values of Sec-WebSocket-Extensions) that can be met, if any.
std::optional<Deflate> accept_deflate(const std::vector<std::string_view>& offers);
/// The value of Sec-WebSocket-Extensions that says so.
std::string to_extension(const Deflate& deflate);

/// The payload of a compressed message.
std::string deflate_message(std::string_view message, const Deflate& deflate);

enum class Inflated : std::uint8_t { done, too_big, malformed };
/// Replaces `out` by the message in `payload`; `too_big` as soon as it is larger than `limit`.
Inflated inflate_message(std::string_view payload, std::size_t limit, std::string& out);

}  // namespace anqa::http::detail
