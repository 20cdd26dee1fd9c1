#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>

#include "anqa/http/body_reader.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/http/response.hpp"

namespace anqa::http::detail {

/// What the process that handles one HTTP/2 stream says to the connection. A stream that is not there any
/// more has nobody to tell, and what is said to it is dropped.

/// The response's head, and its body where that is in memory.
struct Http2Head {
  std::int32_t stream = 0;
  int status = 200;
  Headers headers;
  std::variant<std::string, SharedBody> body;
  /// For Content-Length; nothing where nobody knows.
  std::optional<std::uint64_t> length;
  /// Pieces follow.
  bool more = false;
};

/// A piece of the body; answered when more is wanted, with false when nobody is there to read it.
struct Http2Piece {
  using Reply = bool;
  std::int32_t stream = 0;
  std::string bytes;
};

/// The body has ended.
struct Http2End {
  std::int32_t stream = 0;
};

/// The response cannot be finished: the client must not take what it has for the whole.
struct Http2Reset {
  std::int32_t stream = 0;
  std::uint32_t code = 0;
};

/// Asks for the next piece of the request's body; empty at its end.
struct Http2Read {
  using Reply = std::expected<std::string, BodyError>;
  std::int32_t stream = 0;
};

}  // namespace anqa::http::detail
