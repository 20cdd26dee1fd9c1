#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  anqa::Task<Joining> join(std::string topic, anqa::Params params);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
