#include <string>
#include <utility>

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
    case Kind::answers:
      return [](auto answers, Conn the_conn, Params the_params) -> Task<Conn> {
        co_return answers(std::move(the_conn), std::move(the_params));
      }(answers_, std::move(conn), std::move(params));
    case Kind::answers_plain:
      return [](auto answers, Conn the_conn) -> Task<Conn> { co_return answers(std::move(the_conn)); }(
                                                 answers_plain_, std::move(conn));
    case Kind::none:
      break;
  }
  throw std::logic_error("a route without an action");
}

namespace detail {
namespace {

[[noreturn]] void refuse(const Conn& conn, std::uint32_t other_methods) {
  std::string message = "no route for " + std::string(http::to_string(conn.method())) + " " +
                        std::string(conn.request_path().substr(0, 200));
  if (other_methods != 0) {
    message += "; that path has";
    for (unsigned method = 0; method <= static_cast<unsigned>(http::Method::connect); ++method) {
      if ((other_methods >> method & 1U) != 0) {
        message += " " + std::string(http::to_string(static_cast<http::Method>(method)));
      }
    }
  }
  throw NoRouteError(std::move(message));
}

}  // namespace

Task<Conn> dispatch(Conn conn) {
  ConnState& state = ConnAccess::state(conn);
  if (state.instead_of_the_route != nullptr) {
    for (const PipelineRef& ref : *state.instead_of_the_route) {
      if (!conn.halted()) conn = co_await ref.run(ref.pipeline, std::move(conn));
    }
    if (!conn.answered()) conn.resp(conn.status(), "");
    co_return conn;
  }
  const auto segments = conn.path_info();
  const RouteMatch match = state.context->router.match(conn.method(), segments);
  if (match.route == nullptr) refuse(conn, match.other_methods);
  const Route& route = *match.route;
  state.route = &route;
  state.path_params = path_params(match, segments);
  for (std::size_t i = 0; i < route.pipeline_count && !conn.halted(); ++i) {
    conn = co_await route.pipelines[i].run(route.pipelines[i].pipeline, std::move(conn));
  }
  if (conn.halted()) co_return conn;
  Params params = conn.params();
  if (route.live_view != nullptr) {
    const LiveViewInfo& view = route.live_view();
    co_return co_await view.serve(view, std::move(conn), std::move(params));
  }
  co_return co_await route.action.run(std::move(conn), std::move(params));
}

}  // namespace detail
}  // namespace anqa
