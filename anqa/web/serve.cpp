#include "anqa/web/detail/serve.hpp"

#include <exception>
#include <utility>

#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/detail/failure.hpp"
#include "anqa/web/detail/serve_socket.hpp"
#include "anqa/web/parsers.hpp"
#include "anqa/web/plugs.hpp"

namespace anqa::detail {
namespace {

Dispatched route(Conn conn) { return dispatch(method_override(std::move(conn))); }

/// For a body that is still on its way.
Task<Conn> read_and_route(Conn conn) {
  Dispatched routed = route(co_await parse_body(std::move(conn)));
  if (auto* waiting = std::get_if<Task<Conn>>(&routed)) co_return co_await std::move(*waiting);
  co_return std::get<Conn>(std::move(routed));
}

Dispatched begin(std::shared_ptr<ConnState> state) {
  Conn conn = run_endpoint_plugs(ConnAccess::make(std::move(state)));
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
  http::Answer answer = answer_failure(state, state->error);
  if (auto* waiting_page = std::get_if<Task<http::Response>>(&answer))
    co_return co_await std::move(*waiting_page);
  co_return std::get<http::Response>(std::move(answer));
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
