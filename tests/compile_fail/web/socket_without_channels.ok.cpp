#include "socket.hpp"

struct UserSocket {
  static std::vector<anqa::ChannelRoute> channels();
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
