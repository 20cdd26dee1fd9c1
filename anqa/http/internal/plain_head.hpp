#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "anqa/http/limits.hpp"
#include "anqa/http/request.hpp"

namespace anqa::http::detail {

/// What was read of a head besides the request.
struct PlainHead {
  std::size_t size = 0;                         ///< with its empty line
  std::optional<std::uint64_t> content_length;  ///< as it was given
};

/// Reads a head that lies whole at the beginning of `bytes` and is as plain as nearly all are: of HTTP/1.1,
/// with a path for its target, one Host, nothing that changes how the connection goes on, and no byte that
/// readers of HTTP could be of two minds about. Anything else, sound or not, gives nothing and leaves
/// `request` without a target and headers: RequestParser then reads it with llhttp, which has to come to the
/// same where both read it.
std::optional<PlainHead> read_plain_head(std::string_view bytes, const Limits& limits, Request& request);

}  // namespace anqa::http::detail
