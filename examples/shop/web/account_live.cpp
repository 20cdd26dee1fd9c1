#include "web/account_live.hpp"

#include "accounts/user.hpp"

namespace shop {

void AccountLive::mount(const Params&, const Session& session, Socket& socket) {
  socket.page_title("Account");
  socket.assign_new<&Assigns::visitor>("visitor", [] { return Visitor(); });
  socket.assign<&Assigns::email>(socket.assigned<User>("current_user")->email);
  socket.assign<&Assigns::csrf_token>(csrf_token_of(session));
}

}  // namespace shop
