// expect: a socket's connect() is a public `static anqa::result<Assigns> connect(const SocketRequest&
// request)`, expect: or `static Task<anqa::result<Assigns>> connect(SocketRequest request)` when it has to
// wait
#include "socket.hpp"

class UserSocket {
 public:
  struct Assigns {
    std::string name;
  };
  static std::vector<anqa::ChannelRoute> channels();

 private:  // nobody would ask it
  static anqa::result<Assigns> connect(const anqa::SocketRequest& request);
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
