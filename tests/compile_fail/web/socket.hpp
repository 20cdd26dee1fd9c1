#pragma once

#include <string>
#include <vector>

#include "anqa/web/socket/channel.hpp"
#include "anqa/web/socket/user_socket.hpp"

// What the cases about sockets and channels share: a room that is in order, and how one is mounted.
class Room : public anqa::Channel {
 public:
  Joining join(std::string_view topic, const anqa::Params& params);
};

inline std::vector<anqa::ChannelRoute> rooms() { return {anqa::channel<Room>("room:*")}; }
