#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/pubsub/pubsub.hpp"
#include "anqa/term/term.hpp"

namespace anqa {

/// An event for everyone who has joined a topic. The frame is encoded once, and all connections send the same
/// bytes.
struct ChannelBroadcast {
  std::string event;
  std::shared_ptr<const std::string> frame;
  bool binary = false;
};

/// Sends an event to every client that has joined `topic`, from any process. `payload` is a map.
void broadcast_to_channel(std::string_view topic, std::string_view event, const Term& payload,
                          std::string_view pubsub = PubSub::default_name);
void broadcast_binary_to_channel(std::string_view topic, std::string_view event, std::string_view data,
                                 std::string_view pubsub = PubSub::default_name);

}  // namespace anqa
