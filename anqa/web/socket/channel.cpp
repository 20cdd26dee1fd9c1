#include "anqa/web/socket/channel.hpp"

#include "anqa/base/log.hpp"
#include "anqa/term/json.hpp"

namespace anqa {

Task<void> Channel::handle_info(const AnyMessage& message) {
  log_warning("channel \"" + std::string(topic()) + "\" has no handler for a " +
              std::string(message.type_name()));
  return {};
}

Task<JoinReply> Channel::join(SocketMessage message) {
  const Joining joining = join(message.topic, message.payload);
  if (joining.joined) subscribe_to_broadcasts();
  co_return JoinReply{joining.joined, json::write(joining.response)};
}

Task<void> Channel::handle_in(SocketMessage message) {
  handle_in(Incoming(message, link()));
  return {};
}

}  // namespace anqa
