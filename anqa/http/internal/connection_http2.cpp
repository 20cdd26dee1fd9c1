#include <utility>

#include "anqa/http/internal/connection.hpp"
#include "anqa/http/internal/http2_connection.hpp"

namespace anqa::http::detail {
namespace {

/// RFC 9113 §3.4: what a client says first.
constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// No method of HTTP/1 begins so.
constexpr std::size_t telling = 3;

}  // namespace

/// Whether the first bytes of a connection are HTTP/2.
bool Connection::is_http2(std::string_view bytes) const {
  if (answered_ > 0 || !settings_->http2 || phase_ != Phase::reading) return false;
  if (parser_->state() != RequestParser::State::idle || !unread_.empty()) return false;
  if (stream_.tls()) return stream_.tls()->protocol() == "h2";
  const std::string_view begin = bytes.substr(0, preface.size());
  return begin.size() >= telling && preface.starts_with(begin);
}

/// Another process goes on with the connection; this one ends.
void Connection::become_http2(std::string_view bytes) {
  start<Http2Connection>(settings_, Http2Takeover{self(), std::exchange(stream_, {}), std::move(peer_),
                                                  std::move(tls_info_), std::string(bytes)});
  finish();
}

}  // namespace anqa::http::detail
