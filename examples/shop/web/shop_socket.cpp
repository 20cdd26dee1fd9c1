#include "web/shop_socket.hpp"

#include "accounts/accounts.hpp"
#include "web/logins.hpp"
#include "web/support_channel.hpp"
#include "web/visitor.hpp"

namespace shop {

std::vector<anqa::ChannelRoute> ShopSocket::channels() {
  return {anqa::channel<SupportChannel>("support:*")};
}

anqa::Task<anqa::result<ShopSocket::Assigns>> ShopSocket::connect(anqa::SocketRequest request) {
  const anqa::Params session(request.session());
  Assigns assigns{.visitor = visitor_id_of(session)};
  if (assigns.visitor.empty()) co_return std::unexpected(anqa::Error{"no session of this shop"});
  const std::string token(session.get(logins::session_key).value_or(""));
  if (const auto user = co_await accounts::user_of_token(token)) {
    assigns.login = token;
    assigns.name = user->name;
  }
  co_return assigns;
}

std::string ShopSocket::id(const Assigns& assigns) {
  return assigns.login.empty() ? "visitors:" + assigns.visitor : logins::sockets_of(assigns.login);
}

}  // namespace shop
