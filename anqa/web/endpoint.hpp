#pragma once

#include <string>

#include "anqa/http/server.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/socket/broadcast.hpp"

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

  /// Sends an event to every client that has joined `topic`, and to each process that has subscribed to
  /// Broadcast there: `Endpoint::broadcast("room:1", "said", {{"text", "hello"}})`. From any process.
  /// "disconnect", broadcast to the id of sockets, closes them. Throws std::invalid_argument where no such
  /// PubSub runs.
  static void broadcast(std::string_view topic, std::string_view event, Payload payload = {},
                        std::string_view pubsub = PubSub::default_name);
  /// To all but the calling process, or the client of the calling channel.
  static void broadcast_from(std::string_view topic, std::string_view event, Payload payload = {},
                             std::string_view pubsub = PubSub::default_name);
  /// To those of this node only.
  static void local_broadcast(std::string_view topic, std::string_view event, Payload payload = {},
                              std::string_view pubsub = PubSub::default_name);
  static void local_broadcast_from(std::string_view topic, std::string_view event, Payload payload = {},
                                   std::string_view pubsub = PubSub::default_name);

  Task<void> terminate(ExitReason reason);

 private:
  std::vector<SocketMount> sockets_;
};

/// `url(config, path("/products/{}", id))`: "http://localhost:4000/products/1".
std::string url(const EndpointConfig& config, std::string_view path);

}  // namespace anqa
