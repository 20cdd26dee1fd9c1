#include "anqa/web/detail/endpoint_plugs.hpp"

#include <chrono>
#include <utility>

#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/plugs.hpp"
#include "anqa/web/web_events.hpp"

namespace anqa::detail {
namespace {

using Clock = std::chrono::steady_clock;

/// Whether the time of something is worth taking.
template <class Event>
bool wanted() {
  return telemetry::detail::slot<Event>.wanted.load(std::memory_order_relaxed);
}

Conn measure_endpoint(Conn conn) {
  const std::string_view method = http::to_string(conn.request().method);
  if (wanted<EndpointStart>()) telemetry::execute(EndpointStart{{}, method, conn.request_path()});
  if (!wanted<EndpointStop>()) return conn;
  return conn.register_before_send([started = Clock::now(), method](const Conn& done) {
    telemetry::execute(EndpointStop{
        {}, Clock::now() - started, method, done.request_path(), done.status(), done.request_id()});
  });
}

}  // namespace

Conn run_endpoint_plugs(Conn conn) {
  const EndpointConfig& config = conn.endpoint();
  if (config.rewrite_on) conn = (*config.rewrite_on)(std::move(conn));
  if (config.force_ssl) {
    conn = (*config.force_ssl)(std::move(conn));
    if (conn.halted()) return conn;
  }
  for (const StaticFiles& files : config.statics) {
    if (auto file = serve_static(files, conn.request())) return conn.respond(std::move(*file)).halt();
  }
  if (config.request_id) conn = (*config.request_id)(std::move(conn));
  // At which level it is logged, if at all, its route may say.
  if (log_enabled(LogLevel::emergency)) ConnAccess::state(conn).started = Clock::now();
  if (!wanted<EndpointStart>() && !wanted<EndpointStop>()) return conn;
  return measure_endpoint(std::move(conn));
}

void on_router_dispatch(Conn& conn) {
  log_parameters(conn);
  if (!wanted<RouterDispatchStart>() && !wanted<RouterDispatchStop>() && !wanted<RouterDispatchException>())
    return;
  const std::string_view method = http::to_string(conn.request().method);
  const auto started = Clock::now();
  std::string route = pattern_text(*conn.route());
  telemetry::execute(RouterDispatchStart{{}, method, route});
  conn.register_before_send([started, method, route](const Conn& done) {
    const ConnState& state = ConnAccess::state(done);
    const Duration duration = Clock::now() - started;
    if (state.failure) {
      telemetry::execute(
          RouterDispatchException{{}, duration, method, route, state.failure->kind, state.failure->reason});
    } else {
      telemetry::execute(RouterDispatchStop{{}, duration, method, route, done.status()});
    }
  });
}

LogLevel log_level_of(const Route& route, LogLevel usual) {
  return route.log.as_usual ? usual : route.log.level;
}

std::string pattern_text(const Route& route) {
  std::string text;
  Segment segment;
  for (PatternCursor cursor(route.pattern); cursor.next(segment);) {
    text += '/';
    text += segment.prefix;
    if (segment.kind == SegmentKind::param) text += ':';
    if (segment.kind == SegmentKind::glob) text += '*';
    text += segment.text;
  }
  return text.empty() ? "/" : text;
}

std::string_view host_without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, std::min(host.find(']'), host.size() - 1) + 1);
  return host.substr(0, host.find(':'));
}

}  // namespace anqa::detail
