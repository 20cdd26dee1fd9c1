#pragma once

#include <memory>
#include <variant>

#include "anqa/http/handler.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa::detail {

/// Everything that an endpoint does with one request: sockets, static files, request id, logger, parsers,
/// method override, session, router, controller, error page. Throws nothing that the application threw, but
/// keeps it in the state. Where nothing has to wait, it is done without a coroutine.
http::Answer serve(std::shared_ptr<ConnState> state);

/// The Conn that came back, or a task that will give it.
using Dispatched = std::variant<Conn, Task<Conn>>;

/// The router's part: finds the route, runs its pipelines and its action.
Dispatched dispatch(Conn conn);

}  // namespace anqa::detail
