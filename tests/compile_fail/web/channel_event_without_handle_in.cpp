// expect: the channel lists an event among its Events that it has no handle_in for:
// expect: `Reply handle_in(Event<"name">, const Incoming& message)`
// expect: {"say"}>' requested here
#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Events = anqa::Events<"shout", "say">;
  Joining join(std::string_view topic, const anqa::Params& params);
  anqa::Reply handle_in(Event<"shout">, const Incoming& message);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
