#include "anqa/testing/conn_test.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {

Term ConnTest::session() const { return context_->sessions.read(cookie(context_->sessions.options().key)); }

ConnTest& ConnTest::init_test_session(const Term& session) {
  return put_req_cookie(context_->sessions.options().key, context_->sessions.write(session));
}

Conn init_test_session(Conn conn, const Term& session) {
  auto& state = detail::ConnAccess::state(conn).session;
  state.fetched = true;
  for (const auto& [key, value] : session.entries()) state.values.set(key, value);
  return conn;
}

}  // namespace anqa
