#include "anqa/web/detail/serve.hpp"

#include <exception>
#include <string>
#include <utility>

#include "anqa/base/log.hpp"
#include "anqa/http/status.hpp"
#include "anqa/web/detail/serve_socket.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/parsers.hpp"
#include "anqa/web/plugs.hpp"

namespace anqa::detail {
namespace {

/// What an exception means for the client and for the log.
RequestFailure failure_of(const ConnState& state, const std::exception_ptr& error) {
  std::string what;
  try {
    std::rethrow_exception(error);
  } catch (const HttpError& failure) {
    if (failure.status() < 500) return {failure.status(), failure.what()};
    what = failure.what();
  } catch (const std::exception& failure) {
    what = failure.what();
  } catch (...) {
    what = "an exception that is no std::exception";
  }
  std::string line =
      std::string(http::to_string(state.request.method)) + " " + std::string(state.request.path());
  line += " failed: " + what;
  if (!state.request_id.empty()) line += " request_id=" + state.request_id;
  log_error(line);
  return {500, {}};
}

/// Forgets what the failed handler had begun to answer. What the visitor's session became in it is forgotten,
/// too.
void start_over(ConnState& state, int status) {
  state.response = http::Response{.status = status, .headers = {}, .body = std::string()};
  if (!state.request_id.empty()) state.response.headers.add("x-request-id", state.request_id);
  state.answered = false;
  state.halted = false;
  state.cookies.clear();
  state.session.change = SessionState::Change::none;
}

http::Response answer_failure(const std::shared_ptr<ConnState>& state, const std::exception_ptr& error) {
  const RequestFailure failure = failure_of(*state, error);
  start_over(*state, failure.status);
  const ErrorPage page = state->context->config.error_page;
  try {
    Conn conn = page != nullptr ? page(ConnAccess::make(state), failure)
                                : default_error_page(ConnAccess::make(state), failure);
    return finish(conn);
  } catch (...) {
    failure_of(*state, std::current_exception());
    return http::Response::text(failure.status, std::string(http::reason_phrase(failure.status)) + "\n");
  }
}

/// The part before sockets and the router; answers itself where a file is asked for.
Conn prepare(Conn conn) {
  ConnState& state = ConnAccess::state(conn);
  const EndpointConfig& config = state.context->config;
  for (const StaticFiles& files : config.statics) {
    if (auto file = serve_static(files, conn.request())) return conn.respond(std::move(*file)).halt();
  }
  return request_logger(request_id(std::move(conn)));
}

Dispatched route(Conn conn) { return dispatch(method_override(std::move(conn))); }

/// For a body that is still on its way.
Task<Conn> read_and_route(Conn conn) {
  Dispatched routed = route(co_await parse_body(std::move(conn)));
  if (auto* waiting = std::get_if<Task<Conn>>(&routed)) co_return co_await std::move(*waiting);
  co_return std::get<Conn>(std::move(routed));
}

Dispatched begin(std::shared_ptr<ConnState> state) {
  Conn conn = prepare(ConnAccess::make(std::move(state)));
  if (conn.halted()) return conn;
  const SocketMount* socket = find_socket(conn.endpoint(), conn.request_path());
  if (socket != nullptr) return serve_socket(socket, std::move(conn));
  if (conn.request().more) return read_and_route(std::move(conn));
  return route(parse_whole_body(std::move(conn)));
}

Task<http::Response> finish_later(std::shared_ptr<ConnState> state, Task<Conn> waiting) {
  try {
    Conn conn = co_await std::move(waiting);
    co_return finish(conn);
  } catch (...) {
    state->error = std::current_exception();
  }
  co_return answer_failure(state, state->error);
}

}  // namespace

http::Answer serve(std::shared_ptr<ConnState> state) {
  try {
    Dispatched begun = begin(state);
    if (auto* waiting = std::get_if<Task<Conn>>(&begun)) return finish_later(state, std::move(*waiting));
    return finish(std::get<Conn>(begun));
  } catch (...) {
    state->error = std::current_exception();
  }
  return answer_failure(state, state->error);
}

}  // namespace anqa::detail
