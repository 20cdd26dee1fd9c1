// expect: a channel has a public `Joining join(std::string_view topic, const Params& params)`, or
// expect: `Task<Joining> join(std::string topic, Params params)` when it has to wait
#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
