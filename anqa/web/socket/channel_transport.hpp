#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/base/result.hpp"
#include "anqa/web/socket/channel_route.hpp"
#include "anqa/web/socket/socket_info.hpp"
#include "anqa/web/socket/socket_options.hpp"
#include "anqa/web/socket/socket_request.hpp"
#include "anqa/web/socket_mount.hpp"

namespace anqa {

namespace detail {
class LongPollSessions;
}

/// Phoenix channels, version 2 of the protocol, over WebSockets and long polls:
/// what socket<UserSocket>() and live_socket() mount.
class ChannelTransport : public SocketTransport {
 public:
  struct Options {
    std::vector<ChannelRoute> channels;
    /// Decides whether a client may connect at all: gives what
    /// SocketInfo::assigns shall hold, or an error, which refuses the client
    /// and is logged. Null: everyone may.
    Task<result<SocketAssigns>> (*connect)(SocketRequest request) = nullptr;
    /// SocketInfo::id, from the assigns. Null: no socket has one.
    std::string (*id)(const SocketAssigns& assigns) = nullptr;
    SocketOptions socket = {};
  };

  explicit ChannelTransport(Options options);

  bool serves(std::string_view name) const override;
  Task<http::Response> serve(SocketRequest request) const override;
  void drain() const override;

  /// What runs on a connection once it is open; for tests that have no server.
  std::unique_ptr<http::WebSocketHandler> open(std::shared_ptr<const SocketInfo> info) const;
  /// Asks connect(): what a connection is opened with, or why the client is
  /// refused.
  Task<result<std::shared_ptr<const SocketInfo>>> admit(SocketRequest request) const;

  const Options& options() const { return *options_; }

 private:
  Task<http::Response> serve_websocket(SocketRequest request) const;
  Task<http::Response> serve_longpoll(SocketRequest request) const;
  http::Response refusal(const SocketRequest& request, const Error& error) const;

  std::shared_ptr<const Options> options_;
  std::shared_ptr<detail::LongPollSessions> sessions_;
};

}  // namespace anqa
