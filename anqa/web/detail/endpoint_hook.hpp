#pragma once

#include "anqa/http/handler.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa::detail {

/// What the dev loop (anqa/dev) does with each endpoint of a program.
struct EndpointHook {
  /// Before the endpoint uses what it was told.
  void (*prepare)(EndpointConfig& config);
  /// Gets what answers requests and gives what does so instead.
  http::Handler (*wrap)(http::Handler handler);
  /// The endpoint listens.
  void (*serving)();
};

/// Null, and so without any cost, in a program that is not linked with anqa::dev, as no release is. Set
/// before main().
inline constinit const EndpointHook* endpoint_hook = nullptr;

}  // namespace anqa::detail
