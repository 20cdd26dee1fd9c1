#include "socket.hpp"

struct UserSocket {
  struct Assigns {
    std::string name;
  };
  static std::vector<anqa::ChannelRoute> channels();
  static anqa::Task<anqa::result<Assigns>> connect(anqa::SocketRequest request);
  static std::string id(const Assigns& user);
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
