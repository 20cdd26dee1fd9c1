#include "anqa/web/session.hpp"

#include <stdexcept>
#include <utility>

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

void write_session(Conn& conn) {
  using Change = detail::SessionState::Change;
  const detail::ConnState& state = detail::ConnAccess::state(conn);
  const SessionStore& store = state.context->sessions;
  const SessionOptions& options = store.options();
  if (state.session.change == Change::write) {
    conn.put_resp_cookie(options.key, store.write(state.session.values), options.cookie);
  } else if (state.session.change == Change::drop && conn.req_cookie(options.key)) {
    conn.delete_resp_cookie(options.key, options.cookie);
  }
}

detail::SessionState& fetched(const Conn& conn) {
  detail::SessionState& session = detail::ConnAccess::state(conn).session;
  if (!session.fetched)
    throw std::logic_error("the session is not there yet: put fetch_session into the pipeline");
  return session;
}

void mark(detail::SessionState& session) {
  if (session.change == detail::SessionState::Change::none)
    session.change = detail::SessionState::Change::write;
}

}  // namespace

SessionStore::SessionStore(const SessionOptions& options, std::string_view secret_key_base)
    : options_(options), codec_(secret_key_base, {options.signing_salt, options.encryption_salt}) {}

Term SessionStore::read(std::string_view cookie) const {
  Term session = codec_.decode(cookie);
  return session.is_map() ? session : Term::map();
}

std::string SessionStore::write(const Term& session) const {
  std::string cookie = codec_.encode(session);
  if (cookie.size() > SessionCodec::max_cookie_size) {
    throw std::length_error(
        "the session takes " + std::to_string(cookie.size()) +
        " bytes as a cookie, browsers keep 4096: store an id in it and the rest elsewhere");
  }
  return cookie;
}

Conn fetch_session(Conn conn) {
  detail::ConnState& state = detail::ConnAccess::state(conn);
  if (state.session.fetched) return conn;
  state.session.fetched = true;
  const SessionStore& store = state.context->sessions;
  if (const auto cookie = conn.req_cookie(store.options().key)) state.session.values = store.read(*cookie);
  return conn.register_before_send(write_session);
}

const Term& Conn::session() const { return fetched(*this).values; }

const Term& Conn::get_session(std::string_view key) const { return fetched(*this).values[key]; }

Conn&& Conn::put_session(std::string_view key, Term value) {
  detail::SessionState& session = fetched(*this);
  session.values.set(Term(key), std::move(value));
  mark(session);
  return std::move(*this);
}

Conn&& Conn::delete_session(std::string_view key) {
  detail::SessionState& session = fetched(*this);
  session.values.erase(Term(key));
  mark(session);
  return std::move(*this);
}

Conn&& Conn::clear_session() {
  detail::SessionState& session = fetched(*this);
  session.values = Term::map();
  mark(session);
  return std::move(*this);
}

Conn&& Conn::drop_session() {
  fetched(*this).change = detail::SessionState::Change::drop;
  return std::move(*this);
}

}  // namespace anqa
