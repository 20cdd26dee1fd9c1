#include "web/account_live.hpp"

#include "accounts/user.hpp"
#include "orders/orders.hpp"
#include "web/visitor.hpp"

namespace shop {

anqa::Task<void> AccountLive::mount(Params, Session session, Socket socket) {
  const User user = *socket.assigned<User>("current_user");
  socket.page_title("Account");
  socket.assign<&Assigns::name>(user.name);
  socket.assign<&Assigns::email>(user.email);
  socket.assign<&Assigns::csrf_token>(csrf_token_of(session));
  socket.assign<&Assigns::cart>(co_await orders::cart_size(visitor_of(session)));
}

}  // namespace shop
