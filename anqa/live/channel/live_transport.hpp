#pragma once

#include <memory>
#include <string>

#include "anqa/web/socket/socket_options.hpp"
#include "anqa/web/socket_mount.hpp"

namespace anqa {

class LiveStash;

struct LiveOptions {
  /// Where views that have a Stash keep it; see anqa/live/stash.hpp. Null: nothing outlives a connection.
  std::shared_ptr<LiveStash> stash = nullptr;
};

/// What connects the endpoint's pages to their live views: `.sockets =
/// {anqa::live_socket()}` in the endpoint's options. The browser's side is the
/// npm packages phoenix and phoenix_live_view, with `new LiveSocket("/live",
/// Socket, {params: {_csrf_token: …}})`. With `{.longpoll = true}` browsers
/// that get no WebSocket through can poll (`longPollFallbackMs`).
///
/// A session that has a "live_socket_id" can be thrown out everywhere:
/// `Endpoint::broadcast("users_socket:42", "disconnect")`.
SocketMount live_socket(std::string path = "/live", SocketOptions options = {}, LiveOptions live = {});

}  // namespace anqa
