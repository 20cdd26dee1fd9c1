#pragma once

#include <string>

#include "anqa/web/socket/channel.hpp"

namespace shop {

/// "support:<room>": everybody in the room sees each line. The room itself is a process that outlives those
/// who come and go, see support.hpp.
class SupportChannel : public anqa::Channel {
 public:
  using Events = anqa::Events<"say">;

  anqa::Task<Joining> join(std::string topic, anqa::Params params);
  anqa::Task<anqa::Reply> handle_in(Event<"say">, Incoming message);

 private:
  std::string room_;
  std::string author_;
};

}  // namespace shop
