#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Events = anqa::Events<"shout", "say">;
  Joining join(std::string_view topic, const anqa::Params& params);
  anqa::Reply handle_in(Event<"shout">, const Incoming& message);
  anqa::Task<void> handle_in(Event<"say">, Incoming message);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
