#include "anqa/web/socket/channel_transport.hpp"

#include <algorithm>
#include <chrono>

#include "anqa/base/log.hpp"
#include "anqa/http/headers.hpp"
#include "anqa/runtime/system.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/socket/events.hpp"
#include "anqa/web/socket/internal/longpoll.hpp"
#include "anqa/web/socket/internal/socket_connection.hpp"

namespace anqa {
namespace {

/// The requirement "~> 2.0.0": any patch of 2.0.
bool is_version_2(std::string_view version) {
  constexpr std::string_view series = "2.0.";
  if (!version.starts_with(series) || version.size() == series.size()) return false;
  version.remove_prefix(series.size());
  return std::all_of(version.begin(), version.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_origin(const SocketRequest& request, const SocketOptions& options) {
  const auto origin = request.request().headers.get("origin");
  const CheckOrigin& check = options.check_origin ? *options.check_origin : request.endpoint().check_origin;
  if (!origin || check.allows(*origin, request.endpoint().host, request.request())) return;
  log_warning("socket at " + std::string(request.mount()) + " refused to a page of " +
              std::string(origin->substr(0, 200)) + ": check_origin is " + check.to_string() +
              ", the endpoint's host is \"" + request.endpoint().host + "\"");
  throw HttpError(403, "pages of this origin may not open a socket here");
}

/// What the upgrade answers to the client's Sec-WebSocket-Protocol.
std::string choose_subprotocol(const SocketRequest& request, const SocketOptions& options) {
  const http::Headers& headers = request.request().headers;
  // The client offers it beside its token, and would close a connection that
  // did not choose it.
  if (options.auth_token && headers.has_token("sec-websocket-protocol", "phoenix")) return "phoenix";
  for (const std::string& known : options.subprotocols) {
    if (headers.has_token("sec-websocket-protocol", known)) return known;
  }
  return {};
}

}  // namespace

ChannelTransport::ChannelTransport(Options options)
    : options_(std::make_shared<const Options>(std::move(options))),
      sessions_(std::make_shared<detail::LongPollSessions>()) {}

bool ChannelTransport::serves(std::string_view name) const {
  return (name == "websocket" && options_->socket.websocket) ||
         (name == "longpoll" && options_->socket.longpoll);
}

Task<http::Response> ChannelTransport::serve(SocketRequest request) const {
  check_origin(request, options_->socket);
  request.set_check_csrf(options_->socket.check_csrf);
  return request.name() == "longpoll" ? serve_longpoll(std::move(request))
                                      : serve_websocket(std::move(request));
}

void ChannelTransport::drain() const { sessions_->drain(); }

Task<http::Response> ChannelTransport::serve_websocket(SocketRequest request) const {
  if (request.request().method != http::Method::get) throw HttpError(400, "a WebSocket is opened with GET");
  auto info = co_await admit(request);
  if (!info) co_return refusal(request, info.error());
  co_return http::Response::upgrade(open(std::move(*info)), choose_subprotocol(request, options_->socket));
}

Task<http::Response> ChannelTransport::serve_longpoll(SocketRequest request) const {
  return detail::serve_longpoll(this, sessions_, std::move(request));
}

http::Response ChannelTransport::refusal(const SocketRequest& request, const Error& error) const {
  if (options_->socket.error_handler != nullptr) return options_->socket.error_handler(request, error);
  return http::Response::text(403, "");
}

Task<result<std::shared_ptr<const SocketInfo>>> ChannelTransport::admit(SocketRequest request) const {
  const TimePoint began = System::current().scheduler().now();
  const auto told = [&](bool ok) {
    telemetry::execute(SocketConnected{{},
                                       System::current().scheduler().now() - began,
                                       std::string(request.mount()),
                                       std::string(request.name()),
                                       ok ? "ok" : "error"});
  };
  const auto version = request.params().get("vsn").value_or("1.0.0");
  if (!is_version_2(version)) {
    const std::string why =
        "version \"" + std::string(version.substr(0, 40)) + "\" of the protocol is not spoken here, 2.0.0 is";
    log_warning("socket refused: " + why);
    told(false);
    co_return fail(why);
  }
  auto info = std::make_shared<SocketInfo>();
  if (options_->connect != nullptr) {
    auto assigns = co_await options_->connect(request);
    if (!assigns) {
      log_info("socket refused: " + assigns.error().message);
      told(false);
      co_return std::unexpected(std::move(assigns.error()));
    }
    info->assigns = std::move(*assigns);
  }
  if (options_->id != nullptr) info->id = options_->id(info->assigns);
  info->peer = request.peer_data();
  if (options_->socket.connect_info) {
    info->request = std::make_shared<const ConnectInfo>(
        ConnectInfo{.uri = request.uri(),
                    .user_agent = std::string(request.user_agent()),
                    .x_headers = request.x_headers(),
                    .trace_context_headers = request.trace_context_headers()});
  }
  info->transport =
      request.name() == "longpoll" ? SocketTransportKind::longpoll : SocketTransportKind::websocket;
  info->endpoint = request.context();
  told(true);
  co_return std::shared_ptr<const SocketInfo>(std::move(info));
}

std::unique_ptr<http::WebSocketHandler> ChannelTransport::open(std::shared_ptr<const SocketInfo> info) const {
  return std::make_unique<detail::SocketConnection>(options_, std::move(info));
}

}  // namespace anqa
