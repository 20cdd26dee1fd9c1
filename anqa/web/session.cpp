#include "anqa/web/session.hpp"

#include <stdexcept>
#include <utility>

#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/random.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

using Change = detail::SessionState::Change;

/// Characters of an id: 32 random bytes as base64url.
constexpr std::size_t id_size = 43;

void write_session(Conn& conn) {
  detail::SessionState& session = detail::ConnAccess::state(conn).session;
  const SessionStore& store = detail::ConnAccess::state(conn).context->sessions;
  const SessionOptions& options = store.options();
  switch (session.change) {
    case Change::none:
    case Change::ignore:
      return;
    case Change::renew:
      store.erase(std::exchange(session.id, {}));
      [[fallthrough]];
    case Change::write:
      conn.put_resp_cookie(options.key, store.save({session.id, session.values}), options.cookie);
      return;
    case Change::drop:
      store.erase(std::exchange(session.id, {}));
      if (conn.req_cookie(options.key)) conn.delete_resp_cookie(options.key, options.cookie);
      return;
  }
}

detail::SessionState& fetched(const Conn& conn) {
  detail::SessionState& session = detail::ConnAccess::state(conn).session;
  if (!session.fetched)
    throw std::logic_error("the session is not there yet: put fetch_session into the pipeline");
  return session;
}

/// What configure_session asked for stays.
void mark(detail::SessionState& session) {
  if (session.change == Change::none) session.change = Change::write;
}

}  // namespace

SessionStore::SessionStore(const SessionOptions& options, std::string_view secret_key_base)
    : options_(options),
      codec_(secret_key_base,
             {.signing_salt = options.signing_salt,
              .encryption_salt = options.encryption_salt,
              .derivation = options.keys},
             options.rotating) {}

SessionStore::Stored SessionStore::load(std::string_view cookie) const {
  Stored stored;
  if (options_.store != nullptr) {
    if (cookie.size() != id_size) return stored;
    std::string id(cookie);
    if (auto session = options_.store->load(id)) stored = {std::move(id), std::move(*session)};
  } else if (Term session = codec_.decode(cookie); session.is_map()) {
    stored.values = std::move(session);
  }
  return stored;
}

std::string SessionStore::save(const Stored& session) const {
  if (options_.store != nullptr) {
    std::string id = session.id.empty() ? random_token(32) : session.id;
    options_.store->save(id, session.values);
    return id;
  }
  std::string cookie = codec_.encode(session.values);
  if (cookie.size() > SessionCodec::max_cookie_size) {
    throw std::length_error(
        "the session takes " + std::to_string(cookie.size()) +
        " bytes as a cookie, browsers keep 4096: store an id in it and the rest elsewhere, or keep sessions "
        "in a session_table");
  }
  return cookie;
}

void SessionStore::erase(const std::string& id) const {
  if (options_.store != nullptr && !id.empty()) options_.store->erase(id);
}

Conn fetch_session(Conn conn) {
  detail::ConnState& state = detail::ConnAccess::state(conn);
  if (state.session.fetched) return conn;
  state.session.fetched = true;
  const SessionStore& store = state.context->sessions;
  if (const auto cookie = conn.req_cookie(store.options().key)) {
    auto [id, values] = store.load(*cookie);
    state.session.id = std::move(id);
    state.session.values = std::move(values);
  }
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

Conn&& Conn::configure_session(SessionConfig config) {
  detail::SessionState& session = fetched(*this);
  if (config.renew) {
    delete_csrf_token();
    session.change = Change::renew;
  } else if (config.drop) {
    session.change = Change::drop;
  } else if (config.ignore) {
    session.change = Change::ignore;
  }
  return std::move(*this);
}

Conn&& Conn::drop_session() { return configure_session({.drop = true}); }

}  // namespace anqa
