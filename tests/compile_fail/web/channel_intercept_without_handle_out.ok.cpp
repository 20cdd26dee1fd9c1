#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Intercepts = anqa::Events<"said">;
  Joining join(std::string_view topic, const anqa::Params& params);
  void handle_out(Event<"said">, const anqa::Broadcast& broadcast);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
