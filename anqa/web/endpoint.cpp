#include "anqa/web/endpoint.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/web/detail/endpoint_hook.hpp"
#include "anqa/web/detail/serve.hpp"
#include "anqa/web/path.hpp"

namespace anqa {
namespace {

/// Larger bodies reach the parsers while they come: a multipart form's files go to disk.
constexpr std::size_t stream_bodies_over = 64 * 1024;

/// The server must let through what the parsers take.
http::Limits limits_for(const EndpointConfig& config) {
  http::Limits limits = config.limits;
  limits.body_bytes =
      std::max({limits.body_bytes, config.parsers.length, config.parsers.multipart_length.value_or(0)});
  return limits;
}

void check(const EndpointConfig& config) {
  for (const SocketMount& mount : config.sockets) {
    if (!mount.path.starts_with('/') || mount.path.ends_with('/')) {
      throw std::invalid_argument("socket(\"" + mount.path +
                                  "\"): the path starts with a '/' and does not end in one");
    }
    if (mount.transport == nullptr)
      throw std::invalid_argument("socket(\"" + mount.path + "\") has no transport");
  }
  for (const StaticFiles& files : config.statics) {
    if (files.from.empty())
      throw std::invalid_argument("static files at \"" + files.at + "\" have no folder");
  }
}

http::Server::Options server_options(EndpointConfig config) {
  check(config);
  if (detail::endpoint_hook != nullptr) detail::endpoint_hook->prepare(config);
  http::Server::Options options{.ip = config.ip,
                                .port = config.port,
                                .handler = {},
                                .handover = config.handover,
                                .tls = config.https,
                                .stream_bodies_over = stream_bodies_over,
                                .limits = limits_for(config),
                                .timeouts = config.timeouts,
                                .drainer = config.drainer};
  options.handler = [context = std::make_shared<const detail::EndpointContext>(std::move(config))](
                        http::Request&& request) {
    return detail::serve(detail::make_conn_state(context, std::move(request)));
  };
  if (detail::endpoint_hook != nullptr)
    options.handler = detail::endpoint_hook->wrap(std::move(options.handler));
  return options;
}

}  // namespace

Endpoint::Endpoint(EndpointConfig config) : http::Server(server_options(config)), sockets_(config.sockets) {
  config.port = handle_call(http::Server::Port{});
  log_info("serving " + url(config, "/"));
  if (detail::endpoint_hook != nullptr) detail::endpoint_hook->serving();
}

/// WebSockets are connections, which the server sends away itself.
Task<void> Endpoint::terminate(ExitReason reason) {
  for (const SocketMount& mount : sockets_) mount.transport->drain();
  return http::Server::terminate(std::move(reason));
}

void Endpoint::broadcast(std::string_view topic, std::string_view event, Payload payload,
                         std::string_view pubsub) {
  detail::broadcast_event(topic, event, std::move(payload), pubsub);
}

void Endpoint::broadcast_from(std::string_view topic, std::string_view event, Payload payload,
                              std::string_view pubsub) {
  detail::broadcast_event(topic, event, std::move(payload), pubsub, self());
}

void Endpoint::local_broadcast(std::string_view topic, std::string_view event, Payload payload,
                               std::string_view pubsub) {
  detail::broadcast_event(topic, event, std::move(payload), pubsub);
}

void Endpoint::local_broadcast_from(std::string_view topic, std::string_view event, Payload payload,
                                    std::string_view pubsub) {
  detail::broadcast_event(topic, event, std::move(payload), pubsub, self());
}

std::string url(const EndpointConfig& config, std::string_view path) {
  return detail::base_url(config) + std::string(path);
}

}  // namespace anqa
