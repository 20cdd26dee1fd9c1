// expect: a socket's id() is made of what its connect() returns, and it has none
#include "socket.hpp"

struct UserSocket {
  struct Assigns {
    std::string name;
  };
  static std::vector<anqa::ChannelRoute> channels();
  static std::string id(const Assigns& user);
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
