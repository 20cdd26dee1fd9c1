#pragma once

#include <any>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/endpoint_config.hpp"
#include "anqa/web/flash.hpp"
#include "anqa/web/guard.hpp"
#include "anqa/web/path_info.hpp"
#include "anqa/web/session.hpp"
#include "anqa/web/static_manifest.hpp"
#include "anqa/web/upload.hpp"

namespace anqa {

namespace detail {

struct ConnValues {
  std::vector<std::pair<std::string, std::any>> list;
};

/// What the parts of an endpoint share, made once when it starts.
struct EndpointContext {
  explicit EndpointContext(EndpointConfig the_config);

  EndpointConfig config;
  ::anqa::Router router;  // not that of detail, for other nodes
  SessionStore sessions;
  StaticManifest static_manifest;
};

struct SessionState {
  enum class Change : std::uint8_t { none, write, renew, drop, ignore };

  bool fetched = false;
  Change change = Change::none;
  std::string id;  ///< in a store on the server; empty for a session that is not there yet
  Term values = Term::map();
};

/// What a Conn holds. The endpoint keeps it too, so that it can still answer when the handler that held the
/// Conn has thrown.
struct ConnState {
  ConnState(std::shared_ptr<const EndpointContext> the_context, http::Request&& the_request)
      : context(std::move(the_context)), request(std::move(the_request)), method(request.method) {}

  std::shared_ptr<const EndpointContext> context;
  http::Request request;
  http::Method method;
  std::string request_id;

  std::optional<PathInfo> path_info;
  std::size_t forwarded = 0;  ///< how many of its segments led to a forward
  const Route* route = nullptr;
  Params path_params;
  std::optional<Params> query_params;
  Params body_params;

  http::Response response;
  bool answered = false;
  bool halted = false;
  /// When the endpoint got the request, where it may be logged.
  std::optional<TimePoint> started;
  std::vector<std::pair<std::string, std::string>> cookies;  // name, text of the Set-Cookie header
  std::vector<std::unique_ptr<BeforeSend>> before_send;
  std::exception_ptr error;               ///< what the answer was made of, where a handler threw
  std::optional<RequestFailure> failure;  ///< what was made of that
  /// Where a test wants it: what runs in the place of the route and its pipelines.
  const std::vector<PipelineRef>* instead_of_the_route = nullptr;

  ConnValues assigns;
  ConnValues privates;
  /// What the guards of the route assigned: a live page's socket has it, too.
  std::shared_ptr<const Admitted> admitted;
  SessionState session;
  std::optional<Flash> flash;
  /// The temporary files of the uploads, which end with the request.
  std::vector<UploadFile> uploads;
};

/// How the room's own parts reach what a Conn keeps from its users.
struct ConnAccess {
  static Conn make(std::shared_ptr<ConnState> state) { return Conn(std::move(state)); }
  static ConnState& state(const Conn& conn) { return conn.state(); }
  static std::shared_ptr<ConnState> share(const Conn& conn) { return conn.state_; }
  /// Another handle on the same request.
  static Conn again(const Conn& conn) { return Conn(conn.state_); }
  static void assign(Conn& conn, std::string_view key, std::any value) {
    Conn::put_value(conn.assigns(), key, std::move(value));
  }
};

/// A Conn for one request.
std::shared_ptr<ConnState> make_conn_state(std::shared_ptr<const EndpointContext> context,
                                           http::Request&& request);

/// Runs what waits for the response to leave and takes the response out. An unanswered Conn is an error.
http::Response finish(Conn& conn);

}  // namespace detail
}  // namespace anqa
