#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/otp/telemetry.hpp"

/// What an endpoint tells those who measure, under the names that Phoenix's telemetry events have:
///
///     telemetry::attach<EndpointStop>("metrics", [](const EndpointStop& done) { record(done.duration); });
///
/// The views are valid as long as the handler runs.

namespace anqa {

/// A request came.
struct EndpointStart : TelemetryEvent<"phoenix.endpoint.start"> {
  std::string_view method;
  std::string_view request_path;
};

/// Its response leaves, whatever it is.
struct EndpointStop : TelemetryEvent<"phoenix.endpoint.stop"> {
  Duration duration;
  std::string_view method;
  std::string_view request_path;
  int status = 0;
  std::string_view request_id;
};

/// A route was found; its pipelines and its controller run next.
struct RouterDispatchStart : TelemetryEvent<"phoenix.router_dispatch.start"> {
  std::string_view method;
  std::string_view route;  ///< "/products/:id"
};

/// They answered.
struct RouterDispatchStop : TelemetryEvent<"phoenix.router_dispatch.stop"> {
  Duration duration;
  std::string_view method;
  std::string_view route;
  int status = 0;
};

/// They threw.
struct RouterDispatchException : TelemetryEvent<"phoenix.router_dispatch.exception"> {
  Duration duration;
  std::string_view method;
  std::string_view route;
  std::string_view kind;    ///< the exception's type
  std::string_view reason;  ///< its what()
};

/// An error page is the answer.
struct ErrorRendered : TelemetryEvent<"phoenix.error_rendered"> {
  Duration duration;  ///< of the rendering
  int status = 0;
  std::string_view kind;
  std::string_view reason;
};

}  // namespace anqa
