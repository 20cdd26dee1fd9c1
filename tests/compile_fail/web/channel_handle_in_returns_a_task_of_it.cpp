// expect: a channel's handle_in returns nothing, a Reply, std::optional<Reply>, or a Task of one of these
#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Events = anqa::Events<"say">;
  Joining join(std::string_view topic, const anqa::Params& params);
  anqa::Task<bool> handle_in(Event<"say">, Incoming message);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
