// expect: a socket has a public `static std::vector<anqa::ChannelRoute> channels()` that returns
// expect: {channel<RoomChannel>("room:*")}
#include "socket.hpp"

struct UserSocket {};

anqa::SocketMount mount() { return anqa::socket<UserSocket>("/socket"); }
