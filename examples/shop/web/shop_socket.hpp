#pragma once

#include <string>
#include <vector>

#include "anqa/web/socket/user_socket.hpp"

namespace shop {

/// The socket of the shop's channels. It opens for visitors of the shop's own pages.
struct ShopSocket {
  struct Assigns {
    std::string visitor;
    /// Of a user's login; empty for visitors without one.
    std::string login;
    /// The user's name, or empty.
    std::string name;
  };

  static std::vector<anqa::ChannelRoute> channels();
  static anqa::Task<anqa::result<Assigns>> connect(anqa::SocketRequest request);
  /// So that logging out closes the sockets of the login, on all pages that it has open.
  static std::string id(const Assigns& assigns);
};

}  // namespace shop
