#include "anqa/web/conn.hpp"

#include <charconv>
#include <stdexcept>

#include "anqa/base/pool.hpp"
#include "anqa/web/action_fallback.hpp"
#include "anqa/web/detail/conn_state.hpp"
#include "anqa/web/detail/endpoint_plugs.hpp"
#include "anqa/web/http_error.hpp"

namespace anqa {

void Conn::was_moved_on() {
  throw std::logic_error(
      "a Conn was used after it had been moved on: a plug or a controller must return the Conn that it "
      "was given");
}

const http::Request& Conn::request() const { return state().request; }
http::Method Conn::method() const { return state().method; }

std::span<const std::string_view> Conn::path_info() const {
  if (!state().path_info) {
    state().path_info = PathInfo::split(state().request.path());
    if (!state().path_info) throw HttpError(400, "the path of the request is not percent-encoded UTF-8");
  }
  return state().path_info->segments().subspan(state().forwarded);
}

std::span<const std::string_view> Conn::script_name() const {
  path_info();
  return state().path_info->segments().first(state().forwarded);
}

std::uint16_t Conn::port() const {
  const std::string_view from = host();
  const auto colon = from.rfind(':');
  std::uint16_t port = 0;
  if (colon != std::string_view::npos && from.find(']', colon) == std::string_view::npos) {
    const auto [end, error] = std::from_chars(from.data() + colon + 1, from.data() + from.size(), port);
    if (error != std::errc() || end != from.data() + from.size()) port = 0;
  }
  return port != 0 ? port : scheme() == "https" ? 443 : 80;
}

std::optional<std::string_view> Conn::get_req_header(std::string_view name) const {
  return state().request.headers.get(name);
}

std::optional<std::string_view> Conn::req_cookie(std::string_view name) const {
  for (std::string_view header : state().request.headers.get_all("cookie")) {
    if (const auto value = find_cookie(header, name)) return value;
  }
  return std::nullopt;
}

std::string_view Conn::request_id() const { return state().request_id; }

Params Conn::params() const { return query_params().merged(state().body_params).merged(state().path_params); }

const Params& Conn::path_params() const { return state().path_params; }
const Params& Conn::body_params() const { return state().body_params; }

const Params& Conn::query_params() const {
  static const Params none{Term::map()};
  if (!state().query_params && state().request.query().empty()) state().query_params = none;
  if (!state().query_params) {
    auto decoded = Params::decode(state().request.query());
    if (!decoded) throw HttpError(400, "the query of the request cannot be read: " + decoded.error().message);
    state().query_params = std::move(*decoded);
  }
  return *state().query_params;
}

const Route* Conn::route() const { return state().route; }

const EndpointConfig& Conn::endpoint() const { return state().context->config; }
const Router& Conn::router() const { return state().context->router; }

Conn&& Conn::halt() {
  state().halted = true;
  return std::move(*this);
}
bool Conn::halted() const { return state().halted; }

detail::ConnValues& Conn::assigns() const { return state().assigns; }
detail::ConnValues& Conn::privates() const { return state().privates; }

void Conn::put_value(detail::ConnValues& values, std::string_view key, std::any value) {
  for (auto& [known, old] : values.list) {
    if (known == key) {
      old = std::move(value);
      return;
    }
  }
  values.list.emplace_back(key, std::move(value));
}

const std::any* Conn::find_value(const detail::ConnValues& values, std::string_view key) {
  for (const auto& [known, value] : values.list) {
    if (known == key) return &value;
  }
  return nullptr;
}

void Conn::add_before_send(std::unique_ptr<detail::BeforeSend> hook) {
  state().before_send.push_back(std::move(hook));
}

namespace detail {

Conn handle_for_fallback(const Conn& conn) { return ConnAccess::again(conn); }

EndpointContext::EndpointContext(EndpointConfig the_config)
    : config(std::move(the_config)),
      router(config.routes),
      sessions(config.session, config.secret_key_base),
      static_manifest(config.cache_static_manifest) {}

std::shared_ptr<ConnState> make_conn_state(std::shared_ptr<const EndpointContext> context,
                                           http::Request&& request) {
  return std::allocate_shared<ConnState>(PoolAllocator<ConnState>(), std::move(context), std::move(request));
}

http::Response finish(Conn& conn) {
  ConnState& state = ConnAccess::state(conn);
  if (!state.answered) {
    throw std::logic_error(
        "nothing answered " + std::string(http::to_string(state.method)) + " " +
        std::string(state.request.path()) +
        ": the controller returned a Conn without text, html, json, redirect or another response");
  }
  while (!state.before_send.empty()) {
    const auto hook = std::move(state.before_send.back());
    state.before_send.pop_back();
    hook->run(conn);
  }
  if (state.started) log_request(conn, *state.started);
  for (const auto& [name, cookie] : state.cookies) state.response.headers.add("set-cookie", cookie);
  return std::move(state.response);
}

}  // namespace detail
}  // namespace anqa
