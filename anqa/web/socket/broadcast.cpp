#include "anqa/web/socket/broadcast.hpp"

#include <algorithm>
#include <stdexcept>

#include "anqa/http/websocket.hpp"
#include "anqa/term/json.hpp"
#include "anqa/web/socket/serializer.hpp"

namespace anqa::detail {
namespace {

using http::WebSocketPush;

bool intercepts(const Subscriber& subscriber, std::string_view event) {
  const auto* wanted = static_cast<const Intercepts*>(subscriber.metadata);
  return std::find(wanted->names, wanted->names + wanted->count, event) != wanted->names + wanted->count;
}

/// A channel's client needs no detour over the channel.
void dispatch(const Subscriber& subscriber, const std::shared_ptr<const void>& message) {
  const auto& broadcast = *static_cast<const Broadcast*>(message.get());
  if (subscriber.fastlane == Pid{} || intercepts(subscriber, broadcast.event))
    return dispatch_broadcast<Broadcast>(subscriber, message);
  deliver(subscriber.fastlane,
          make_envelope<MessageEnvelope<WebSocketPush>>(
              raw_message_type<WebSocketPush>,
              WebSocketPush{.kind = broadcast.payload.binary() ? WebSocketPush::Kind::binary
                                                               : WebSocketPush::Kind::text,
                            .payload = broadcast.frame}));
}

std::string frame_of(std::string_view topic, std::string_view event, const Payload& payload) {
  if (payload.binary()) return frames::binary_broadcast(topic, event, *payload.binary());
  if (!payload.term().is_map()) {
    throw std::invalid_argument("broadcast of \"" + std::string(event) + "\" to \"" + std::string(topic) +
                                "\": the payload is a map or bytes, not " + inspect(payload.term(), 80));
  }
  return frames::broadcast(topic, event, json::write(payload.term()));
}

}  // namespace

void broadcast_event(std::string_view topic, std::string_view event, Payload payload, std::string_view pubsub,
                     Pid except) {
  auto frame = std::make_shared<const std::string>(frame_of(topic, event, payload));
  broadcast(pubsub, topic, payload_id<Broadcast>,
            std::make_shared<const Broadcast>(std::string(topic), std::string(event), std::move(payload),
                                              std::move(frame)),
            &dispatch, except);
}

void subscribe_channel(std::string_view topic, std::string_view pubsub, const EnvelopeType& type,
                       Pid connection, const Intercepts& intercepts) {
  subscribe(pubsub, topic, type, connection, &intercepts);
}

}  // namespace anqa::detail
