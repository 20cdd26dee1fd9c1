#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "anqa/base/log.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa {

/// Which parameters may stand in a log, Phoenix's filter_parameters.
struct ParameterFilter {
  /// The value of a key that contains one of these is written as "[FILTERED]", at any depth.
  std::vector<std::string> filter = {"password", "passwd", "secret", "token"};
  /// Where given, it is the other way round: only these keys' values are written, and what is in them.
  std::optional<std::vector<std::string>> keep = {};

  /// A copy that may be logged.
  Params operator()(const Params& params) const;
};

/// What the endpoint's logger writes.
struct RequestLogging {
  /// A route's own level (log_at) goes before it, also where this is LogLevel::off.
  LogLevel level = LogLevel::info;
  /// The level at which a request's route and its parameters, filtered, are logged when it came.
  LogLevel parameters_level = LogLevel::debug;
  ParameterFilter filter_parameters = {};
};

/// Logs each request when its response leaves: "GET /products 200 in 1.2 ms".
Conn request_logger(Conn conn);

}  // namespace anqa
