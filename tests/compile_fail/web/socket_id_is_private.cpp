// expect: a socket's id() is a public `static std::string id(const Assigns& assigns)`, made of its own
// expect: `struct Assigns { … };`
#include "socket.hpp"

class UserSocket {
 public:
  struct Assigns {
    std::string name;
  };
  static std::vector<anqa::ChannelRoute> channels();
  static anqa::result<Assigns> connect(const anqa::SocketRequest& request);

 private:
  static std::string id(const Assigns& user);
};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
