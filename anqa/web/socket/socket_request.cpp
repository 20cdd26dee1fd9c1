#include "anqa/web/socket/socket_request.hpp"

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

constexpr std::string_view bearer = "base64url.bearer.phx.";

/// The items of a header field that is a list.
std::vector<std::string_view> items_of(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
    while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return items;
}

}  // namespace

SocketRequest::SocketRequest(std::shared_ptr<detail::ConnState> state, std::string_view mount)
    : state_(std::move(state)), mount_(mount) {}

const http::Request& SocketRequest::request() const { return state_->request; }
const EndpointConfig& SocketRequest::endpoint() const { return state_->context->config; }
const std::shared_ptr<const detail::EndpointContext>& SocketRequest::context() const {
  return state_->context;
}
const Params& SocketRequest::params() const { return detail::ConnAccess::make(state_).query_params(); }
const http::PeerAddress& SocketRequest::peer_data() const { return state_->request.peer; }

std::string_view SocketRequest::name() const {
  const std::string_view path = request().path();
  return path.substr(path.rfind('/') + 1);
}

std::string SocketRequest::uri() const {
  return request().scheme + "://" + std::string(request().host()) + request().target;
}

std::string_view SocketRequest::user_agent() const { return request().headers.get_or("user-agent", ""); }

Term SocketRequest::session() const {
  const Conn conn = detail::ConnAccess::make(state_);
  const SessionStore& sessions = state_->context->sessions;
  const auto cookie = conn.req_cookie(sessions.options().key);
  if (!cookie) return {};
  Term session = sessions.read(*cookie);
  if (!check_csrf_) return session;
  const auto expected = session["_csrf_token"].as_binary();
  const Params given = params()["_csrf_token"];
  if (!expected || !CsrfToken::valid(*expected, given.text().value_or(""))) return {};
  return session;
}

std::optional<std::string> SocketRequest::auth_token() const {
  if (const auto token = request().headers.get("x-phoenix-authtoken"); token && name() == "longpoll")
    return std::string(*token);
  for (const std::string_view list : request().headers.get_all("sec-websocket-protocol")) {
    for (const std::string_view protocol : items_of(list)) {
      if (!protocol.starts_with(bearer)) continue;
      // The browser's side leaves out the padding.
      std::string padded(protocol.substr(bearer.size()));
      while (padded.size() % 4 != 0) padded += '=';
      if (auto token = base64_decode(padded)) return std::move(*token);
    }
  }
  return std::nullopt;
}

SocketRequest::Headers SocketRequest::headers_beginning_with(std::string_view prefix) const {
  Headers found;
  for (const http::Header header : request().headers) {
    if (http::equal_ignoring_case(header.name.substr(0, prefix.size()), prefix))
      found.emplace_back(header.name, header.value);
  }
  return found;
}

}  // namespace anqa
