// expect: a socket's connect() is a public `static anqa::result<Assigns> connect(const SocketRequest&
// request)`, expect: or `static Task<anqa::result<Assigns>> connect(SocketRequest request)` when it has to
// wait
#include "socket.hpp"

struct UserSocket {
  struct Assigns {
    std::string name;
  };
  static std::vector<anqa::ChannelRoute> channels();
  static anqa::result<std::string> connect(const anqa::SocketRequest& request);
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
