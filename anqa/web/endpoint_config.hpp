#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "anqa/http/limits.hpp"
#include "anqa/http/tls.hpp"
#include "anqa/web/check_origin.hpp"
#include "anqa/web/error_page.hpp"
#include "anqa/web/parsers.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/rewrite_on.hpp"
#include "anqa/web/session.hpp"
#include "anqa/web/socket_mount.hpp"
#include "anqa/web/ssl.hpp"
#include "anqa/web/static_files.hpp"

namespace anqa {

struct Route;

/// How browsers reach an endpoint, where that is not where it listens, as behind a proxy.
struct UrlOptions {
  /// Empty: "https" where the endpoint serves it, else "http".
  std::string scheme = {};
  /// Empty: the endpoint's.
  std::string host = {};
  /// 0: the one that the endpoint listens on.
  std::uint16_t port = 0;
  /// Before every path: "/shop".
  std::string path = {};
};

/// Everything that an endpoint is told; see endpoint.hpp.
struct EndpointConfig {
  /// The address and the port that it listens on; port 0 lets the system choose one. "unix:/run/shop.sock" is
  /// a Unix socket, for a proxy on the same machine.
  std::string ip = "127.0.0.1";
  std::uint16_t port = 4000;
  /// Serves HTTPS, and HTTP/2 with it: `.https = http::Tls{.certfile = "priv/cert.pem", .keyfile =
  /// "priv/key.pem"}`. What comes in the clear needs an endpoint of its own, such as one that only has
  /// force_ssl.
  std::optional<http::Tls> https = {};
  /// Where a new process of the application takes the listening socket over from the old one, so that a
  /// deploy refuses no connection: see http::Server::Options::handover.
  std::string handover = {};
  /// The host name under which browsers know it: what check_origin compares with.
  std::string host = "localhost";
  /// What url() begins with.
  UrlOptions url = {};
  /// Where the browser finds static files, where that is another host.
  std::optional<UrlOptions> static_url = {};
  /// Signs sessions and tokens: at least 64 random bytes, the same on every node, and secret.
  std::string secret_key_base = {};
  /// Pages of which origins may open a socket: by default those of the host above.
  CheckOrigin check_origin = true;
  /// The PubSub that carries the broadcasts of channels.
  std::string pubsub_server = "anqa.pubsub";

  /// The application's `routes` constant.
  std::span<const Route> routes = {};
  /// Folders that are served as they are, in front of everything else.
  std::vector<StaticFiles> statics = {};
  ParserLimits parsers = {};
  SessionOptions session = {};
  /// Files whose names change with their content, as digest_assets made them: its cache_manifest.json.
  std::string cache_static_manifest = {};
  /// Pages for failures; by default plain ones.
  ErrorPage error_page = nullptr;
  /// Shows what was thrown, where, and the source around it, in the place of these pages: for development
  /// only, as it shows the program's insides to everybody.
  bool debug_errors = false;
  /// What exceptions of the application mean; see ExceptionStatus.
  ExceptionStatus exception_status = nullptr;
  /// Behind a proxy: what its headers say of the client. See rewrite_on.hpp.
  std::optional<RewriteOn> rewrite_on = {};
  /// Where given, plain requests are sent to https. See ssl.hpp.
  std::optional<ForceSsl> force_ssl = {};
  /// How requests get their ids; none, where it is empty.
  std::optional<RequestId> request_id = RequestId{};
  RequestLogging logging = {};
  /// Sockets, each at `<path>/websocket` or `<path>/longpoll`.
  std::vector<SocketMount> sockets = {};

  http::Limits limits = {};
  http::Timeouts timeouts = {};
  http::Drainer drainer = {};
};

}  // namespace anqa
