#pragma once

#include <string>

#include "anqa/http/server.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa {

/// Where an application meets the web: a child of its supervision tree that serves its routes, its static
/// files and its sockets.
///
///     anqa::child<anqa::Endpoint>({.port = 4000, .secret_key_base = secret, .routes = shop::routes})
///
/// Each request goes through: static files, request id, logger, sockets, parsers, method override, then the
/// pipelines of its route and its controller or live view. HEAD is answered as GET is, without the body. A
/// request that fails, by an HttpError or by any other exception, gets an error page; the latter is logged
/// and nothing else notices.
class Endpoint : public http::Server {
 public:
  using Options = EndpointConfig;

  /// Listens from here on. Throws std::invalid_argument for a config that cannot work, and what http::Server
  /// throws.
  explicit Endpoint(EndpointConfig config);
};

/// `url(config, path("/products/{}", id))`: "http://localhost:4000/products/1".
std::string url(const EndpointConfig& config, std::string_view path);

}  // namespace anqa
