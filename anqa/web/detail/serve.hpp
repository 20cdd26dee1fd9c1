#pragma once

#include <memory>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa::detail {

/// Everything that an endpoint does with one request: sockets, static files, request id, logger, parsers,
/// method override, session, router, controller, error page. Throws nothing that the application threw, but
/// keeps it in the state.
Task<http::Response> serve(std::shared_ptr<ConnState> state);

/// The router's part: finds the route, runs its pipelines and its action.
Task<Conn> dispatch(Conn conn);

}  // namespace anqa::detail
