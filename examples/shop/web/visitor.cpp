#include "web/visitor.hpp"

#include "accounts/accounts.hpp"

namespace shop {

anqa::Conn ensure_visitor(anqa::Conn conn) {
  if (!conn.get_session("visitor").is_binary()) conn.put_session("visitor", accounts::new_visitor_id());
  return conn;
}

std::string visitor_of(const anqa::Params& session) {
  return std::string(session.get("visitor").value_or(""));
}

}  // namespace shop
