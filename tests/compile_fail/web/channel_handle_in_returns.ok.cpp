#include "socket.hpp"

class Hall : public anqa::Channel {
 public:
  using Events = anqa::Events<"say", "ask", "wait">;
  Joining join(std::string_view topic, const anqa::Params& params);
  void handle_in(Event<"say">, const Incoming& message);
  std::optional<anqa::Reply> handle_in(Event<"ask">, const Incoming& message);
  anqa::Task<anqa::Reply> handle_in(Event<"wait">, Incoming message);
  anqa::Reply handle_in(const Incoming& message);
};

anqa::ChannelRoute hall() { return anqa::channel<Hall>("hall"); }
