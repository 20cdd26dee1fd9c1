#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "anqa/pubsub/pubsub.hpp"
#include "anqa/web/socket/payload.hpp"

namespace anqa {

/// An event for everyone who has joined a topic, Phoenix's Socket.Broadcast:
/// sent by Endpoint::broadcast() or by a channel. Its frame was encoded then,
/// and all connections write the same bytes.
///
/// A process that is no channel may listen as well:
/// `subscribe<Broadcast>(*this, "room:1")` brings each one to its
/// `handle_info(const Broadcast&)`.
struct Broadcast {
  std::string topic;
  std::string event;
  Payload payload;
  /// What the clients get: text, or a binary frame where the payload is bytes.
  std::shared_ptr<const std::string> frame;
};

namespace detail {

/// To all who have subscribed to the topic but `except`. Throws
/// std::invalid_argument where no such PubSub runs, and for a payload that is
/// neither map nor bytes.
void broadcast_event(std::string_view topic, std::string_view event, Payload payload, std::string_view pubsub,
                     Pid except = {});

/// What a channel adds to its subscription: the events that it wants to see
/// before its client does.
struct Intercepts {
  const std::string_view* names = nullptr;
  std::size_t count = 0;
};

/// Subscribes the calling channel to its topic. What is broadcast goes straight
/// to the connection, but for those events that are intercepted: they reach the
/// channel as an envelope of `type`. `intercepts` lives as long as the program.
void subscribe_channel(std::string_view topic, std::string_view pubsub, const EnvelopeType& type,
                       Pid connection, const Intercepts& intercepts);

}  // namespace detail
}  // namespace anqa
