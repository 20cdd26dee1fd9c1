#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/http/limits.hpp"
#include "anqa/web/error_page.hpp"
#include "anqa/web/parsers.hpp"
#include "anqa/web/session.hpp"
#include "anqa/web/socket_mount.hpp"
#include "anqa/web/static_files.hpp"

namespace anqa {

struct Route;

/// Everything that an endpoint is told; see endpoint.hpp.
struct EndpointConfig {
  /// The address and the port that it listens on; port 0 lets the system choose one.
  std::string ip = "127.0.0.1";
  std::uint16_t port = 4000;
  /// The host name under which browsers know it: what check_origin compares with.
  std::string host = "localhost";
  /// Signs sessions and tokens: at least 64 random bytes, the same on every node, and secret.
  std::string secret_key_base = {};
  /// Origins that may open a socket: "same" (the host above, the default), "any", or a list such as
  /// {"https://shop.example", "//*.shop.example", "//localhost:4000"}.
  std::vector<std::string> check_origin = {"same"};

  /// The application's `routes` constant.
  std::span<const Route> routes = {};
  /// Folders that are served as they are, in front of everything else.
  std::vector<StaticFiles> statics = {};
  ParserLimits parsers = {};
  SessionOptions session = {};
  /// Pages for failures; by default plain ones.
  ErrorPage error_page = nullptr;
  /// WebSockets, each at `<path>/websocket`.
  std::vector<SocketMount> sockets = {};

  http::Limits limits = {};
  http::Timeouts timeouts = {};
};

}  // namespace anqa
