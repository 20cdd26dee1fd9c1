// expect: the channel lists an event among its Intercepts that it has no handle_out for:
// expect: `void handle_out(Event<"name">, const Broadcast& broadcast)`
#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Intercepts = anqa::Events<"said">;
  Joining join(std::string_view topic, const anqa::Params& params);
  void handle_out(const anqa::Broadcast& broadcast);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
