#include <stdexcept>
#include <string>
#include <utility>

#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/detail/serve.hpp"
#include "anqa/web/http_error.hpp"
#include "anqa/web/live_route.hpp"

namespace anqa {

Task<Conn> Action::run(Conn conn, Params params) const {
  switch (kind_) {
    case Kind::waits:
      return waits_(std::move(conn), std::move(params));
    case Kind::waits_plain:
      return waits_plain_(std::move(conn));
    default:
      return [](Action action, Conn the_conn, Params the_params) -> Task<Conn> {
        co_return action.run_now(std::move(the_conn), std::move(the_params));
      }(*this, std::move(conn), std::move(params));
  }
}

Conn Action::run_now(Conn conn, Params params) const {
  switch (kind_) {
    case Kind::answers:
      return answers_(std::move(conn), std::move(params));
    case Kind::answers_plain:
      return answers_plain_(std::move(conn));
    default:
      throw std::logic_error("a route without an action, or with one that waits");
  }
}

const void* Action::address() const {
  switch (kind_) {
    case Kind::waits:
      return reinterpret_cast<const void*>(waits_);
    case Kind::answers:
      return reinterpret_cast<const void*>(answers_);
    case Kind::waits_plain:
      return reinterpret_cast<const void*>(waits_plain_);
    case Kind::answers_plain:
      return reinterpret_cast<const void*>(answers_plain_);
    case Kind::none:
      break;
  }
  return nullptr;
}

namespace detail {
namespace {

[[noreturn]] void refuse(const Conn& conn, std::uint32_t other_methods) {
  std::string message = "no route for " + std::string(http::to_string(conn.method())) + " " +
                        std::string(conn.request_path().substr(0, 200));
  if (other_methods != 0) {
    message += "; that path has";
    for (unsigned method = 0; method < Methods::count; ++method) {
      if ((other_methods >> method & 1U) != 0) {
        message += " " + std::string(http::to_string(static_cast<http::Method>(method)));
      }
    }
  }
  throw NoRouteError(std::move(message));
}

}  // namespace

namespace {

/// Finds the route and gives the Conn what it says. The route's parameters are there from here on.
const Route& find_route(const Conn& conn) {
  ConnState& state = ConnAccess::state(conn);
  const auto segments = conn.path_info();
  const RouteMatch match = state.context->router.match(conn.method(), segments, conn.host());
  if (match.route == nullptr) refuse(conn, match.other_methods);
  const Route& route = *match.route;
  state.route = &route;
  state.path_params = path_params(match, segments);
  if (route.kind == Route::Kind::forward) state.forwarded = match.glob_at;
  return route;
}

/// The texts of the route and of its scopes, these first.
void take_data(Conn& conn, const Route& route) {
  for (std::size_t i = route.data_count; i > 0; --i) {
    const RouteDatum& datum = *route.data[i - 1];
    if (datum.kind == RouteDatum::Kind::assign) conn.assign(datum.key, datum.value);
    if (datum.kind == RouteDatum::Kind::put_private) conn.put_private(datum.key, datum.value);
  }
}

/// A template needs its parameters only where the action takes them.
Params params_for(const Action& action, const Conn& conn) {
  const bool taken = action.kind() == Action::Kind::waits || action.kind() == Action::Kind::answers;
  return taken ? conn.params() : Params();
}

Task<Conn> run_instead(const std::vector<PipelineRef>* pipelines, Conn conn) {
  for (const PipelineRef& ref : *pipelines) {
    if (!conn.halted()) conn = co_await ref.ops->run(ref.pipeline, std::move(conn));
  }
  if (!conn.answered()) conn.resp(conn.status(), "");
  co_return conn;
}

Task<Conn> run_from(const Route* route, std::size_t pipeline, Conn conn) {
  for (; pipeline < route->pipeline_count && !conn.halted(); ++pipeline) {
    const PipelineRef& ref = route->pipelines[pipeline];
    conn = co_await ref.ops->run(ref.pipeline, std::move(conn));
  }
  if (conn.halted()) co_return conn;
  if (route->live_view != nullptr) {
    const LiveViewInfo& view = route->live_view();
    Params params = conn.params();
    co_return co_await view.serve(view, std::move(conn), std::move(params));
  }
  Params params = params_for(route->action, conn);
  co_return co_await route->action.run(std::move(conn), std::move(params));
}

}  // namespace

Dispatched dispatch(Conn conn) {
  const auto* instead = ConnAccess::state(conn).instead_of_the_route;
  if (instead != nullptr) return run_instead(instead, std::move(conn));
  const Route& route = find_route(conn);
  take_data(conn, route);
  on_router_dispatch(conn);
  for (std::size_t i = 0; i < route.pipeline_count; ++i) {
    const PipelineRef& ref = route.pipelines[i];
    if (ref.ops->run_now == nullptr) return run_from(&route, i, std::move(conn));
    conn = ref.ops->run_now(ref.pipeline, std::move(conn));
    if (conn.halted()) return conn;
  }
  if (route.live_view != nullptr || route.action.waits()) {
    return run_from(&route, route.pipeline_count, std::move(conn));
  }
  Params params = params_for(route.action, conn);
  return route.action.run_now(std::move(conn), std::move(params));
}

}  // namespace detail
}  // namespace anqa
