#include "anqa/web/socket/broadcast.hpp"

#include "anqa/term/json.hpp"
#include "anqa/web/socket/serializer.hpp"

namespace anqa {

void broadcast_to_channel(std::string_view topic, std::string_view event, const Term& payload,
                          std::string_view pubsub) {
  auto frame = std::make_shared<const std::string>(frames::broadcast(topic, event, json::write(payload)));
  broadcast(topic, ChannelBroadcast{std::string(event), std::move(frame), false}, pubsub);
}

void broadcast_binary_to_channel(std::string_view topic, std::string_view event, std::string_view data,
                                 std::string_view pubsub) {
  auto frame = std::make_shared<const std::string>(frames::binary_broadcast(topic, event, data));
  broadcast(topic, ChannelBroadcast{std::string(event), std::move(frame), true}, pubsub);
}

}  // namespace anqa
