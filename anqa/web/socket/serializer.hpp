#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "anqa/base/result.hpp"
#include "anqa/web/socket/socket_message.hpp"

/// The frames of Phoenix channels, version 2.0.0 of the serializer: text frames are JSON arrays
/// `[join_ref, ref, topic, event, payload]`, binary frames have one byte for each length. What a client sends
/// may be anything; what this side sends is put together without an intermediate tree, the payload being JSON
/// already.
namespace anqa::frames {

result<SocketMessage> decode_text(std::string_view frame);
/// A push with bytes as its payload: kind 0, the four lengths, join_ref, ref, topic, event, data.
result<SocketMessage> decode_binary(std::string_view frame);

using Ref = std::optional<std::string>;

/// `[join_ref, null, topic, event, payload]`; with `ref` for the frames that have both, such as phx_close.
std::string push(const Ref& join_ref, std::string_view topic, std::string_view event,
                 std::string_view payload_json, const Ref& ref = {});
/// `[join_ref, ref, topic, "phx_reply", {"response": …, "status": …}]`
std::string reply(const Ref& join_ref, const Ref& ref, std::string_view topic, std::string_view status,
                  std::string_view response_json);
/// `[null, null, topic, event, payload]`: the same text for everyone who has joined the topic.
std::string broadcast(std::string_view topic, std::string_view event, std::string_view payload_json);

// The same with bytes as the payload. Throws std::length_error when a ref, a topic or an event is longer than
// the 255 bytes that a length can tell.
std::string binary_push(const Ref& join_ref, std::string_view topic, std::string_view event,
                        std::string_view data);
std::string binary_reply(const Ref& join_ref, const Ref& ref, std::string_view topic, std::string_view status,
                         std::string_view data);
std::string binary_broadcast(std::string_view topic, std::string_view event, std::string_view data);

}  // namespace anqa::frames
