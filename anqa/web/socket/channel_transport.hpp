#pragma once

#include <any>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/web/socket/channel_process.hpp"
#include "anqa/web/socket_mount.hpp"

namespace anqa {

/// Which channel serves a topic: its whole name, or its beginning where the pattern ends in '*', as in
/// "room:*".
struct ChannelRoute {
  std::string pattern;
  std::unique_ptr<ChannelBehaviour> (*create)() = nullptr;

  bool matches(std::string_view topic) const;
};

/// `channel<RoomChannel>("room:*")`
template <class T>
ChannelRoute channel(std::string pattern) {
  return {std::move(pattern), []() -> std::unique_ptr<ChannelBehaviour> { return std::make_unique<T>(); }};
}

/// Phoenix channels, version 2 of the protocol, over a WebSocket: `socket("/socket",
/// std::make_shared<ChannelTransport>(ChannelTransport::Options{.channels =
/// {channel<RoomChannel>("room:*")}}))`.
class ChannelTransport : public SocketTransport {
 public:
  struct Options {
    std::vector<ChannelRoute> channels;
    /// Decides whether a client may connect at all: gives what SocketInfo::assigns shall hold, or an error,
    /// which refuses the client with 403 and is logged. Null: everyone may.
    result<std::any> (*connect)(const SocketRequest& request) = nullptr;
    /// Topics that one connection may have joined at the same time.
    std::size_t max_channels = 100;
  };

  explicit ChannelTransport(Options options);

  http::Response connect(const SocketRequest& request) const override;

  /// What runs on a connection once it is open; for tests that have no server.
  std::unique_ptr<http::WebSocketHandler> open(std::shared_ptr<const SocketInfo> info) const;

 private:
  std::shared_ptr<const Options> options_;
};

}  // namespace anqa
