#pragma once

#include <string>
#include <string_view>

#include "anqa/base/clock.hpp"
#include "anqa/base/log.hpp"
#include "anqa/web/fwd.hpp"

namespace anqa::detail {

/// What an endpoint does with each request before sockets, parsers and the router, in this order: rewrite_on,
/// force_ssl, static files, request id, telemetry, logger. Halts where that is the answer.
Conn run_endpoint_plugs(Conn conn);

/// Called once a route was found, before its pipelines run: telemetry, and the log of the parameters.
void on_router_dispatch(Conn& conn);
void log_parameters(const Conn& conn);
/// Writes the line for a request that was answered.
void log_request(const Conn& done, TimePoint started);

/// At which level a route's requests are logged.
LogLevel log_level_of(const Route& route, LogLevel usual);
/// "/products/:id"
std::string pattern_text(const Route& route);

/// "shop.example" of "shop.example:4000", "[::1]" of "[::1]:4000".
std::string_view host_without_port(std::string_view host);

}  // namespace anqa::detail
