#pragma once

#include <cstddef>

#include "anqa/web/fwd.hpp"

namespace anqa {

/// How much the parsers take.
struct ParserLimits {
  /// Bytes of a body that is parsed; more is 413.
  std::size_t length = 8'000'000;
  /// Arrays and objects of a JSON body inside each other; more is 400.
  std::size_t json_depth = 128;
  /// Whether a body of another content type is 415 or is left to the controller.
  bool refuse_other_types = false;
};

/// Reads the body into body_params: application/x-www-form-urlencoded, and JSON (application/json and
/// anything +json; what is not an object becomes the parameter "_json"). Throws HttpError 413, 415 or 400,
/// and 400 for a broken query string.
Conn parse_body(Conn conn, const ParserLimits& limits);

}  // namespace anqa
