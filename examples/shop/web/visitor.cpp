#include "web/visitor.hpp"

#include <utility>

#include "accounts/accounts.hpp"
#include "anqa/live/hook.hpp"
#include "anqa/live/live_socket.hpp"
#include "anqa/live/messages.hpp"
#include "anqa/live/send_update.hpp"
#include "anqa/live/subscribe.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "orders/cart.hpp"
#include "web/cart_drawer.hpp"
#include "web/logins.hpp"

namespace shop {

anqa::Conn ensure_visitor(anqa::Conn conn) {
  for (const char* key : {"visitor", "support_room"}) {
    if (!conn.get_session(key).is_binary()) conn.put_session(key, accounts::new_visitor_id());
  }
  // Made here and not while a page is rendered: live pages find it in their session.
  conn.csrf_token();
  return conn;
}

anqa::Task<Visitor> find_visitor(anqa::Params session) {
  Visitor visitor{.id = visitor_id_of(session)};
  if (auto user =
          co_await accounts::user_of_token(std::string(session.get(logins::session_key).value_or("")))) {
    visitor.name = std::move(user->name);
    visitor.admin = user->admin;
  }
  co_return visitor;
}

anqa::Task<anqa::Hook> load_visitor(anqa::Params, anqa::Params session, anqa::LiveSocket* socket) {
  auto visitor = co_await find_visitor(session);
  socket->put_private("visitor", std::move(visitor));
  co_return anqa::Hook::cont;
}

anqa::Hook follow_cart(const anqa::Params&, const anqa::Params& session, anqa::LiveSocket& socket) {
  if (!socket.connected()) return anqa::Hook::cont;
  anqa::subscribe<orders::CartChanged>(socket, orders::cart_topic(visitor_id_of(session)));
  anqa::attach_hook<anqa::Stage::handle_info>(
      socket, "cart", [](const anqa::AnyMessage& message, anqa::LiveSocket& page) {
        const auto* changed = message.get_if<orders::CartChanged>();
        if (!changed) return anqa::Hook::cont;
        anqa::send_info<CartDrawer>("cart", *changed);
        return page.find_private("follows cart") ? anqa::Hook::cont : anqa::Hook::halt;
      });
  return anqa::Hook::cont;
}

anqa::Conn&& renew_session(anqa::Conn&& conn) {
  const anqa::Term visitor = conn.get_session("visitor");
  const anqa::Term room = conn.get_session("support_room");
  conn.clear_session().configure_session({.renew = true});
  conn.put_session("visitor", visitor);
  return conn.put_session("support_room", room);
}

std::string visitor_id_of(const anqa::Params& session) {
  return std::string(session.get("visitor").value_or(""));
}

std::string support_room_of(const anqa::Params& session) {
  return std::string(session.get("support_room").value_or(""));
}

std::string csrf_token_of(const anqa::Params& session) {
  return anqa::CsrfToken::mask(session.get("_csrf_token").value_or(""));
}

}  // namespace shop
