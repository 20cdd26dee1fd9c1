#include "anqa/web/socket/channel_link.hpp"

#include "anqa/term/json.hpp"
#include "anqa/web/socket/serializer.hpp"

namespace anqa {

using detail::ChannelPhase;

ChannelLink::ChannelLink(http::WebSocketRef socket, std::string topic, std::optional<std::string> join_ref,
                         std::optional<std::string> ref)
    : state_(std::make_shared<detail::ChannelState>()) {
  state_->socket = socket;
  state_->topic = std::move(topic);
  state_->join_ref = std::move(join_ref);
  state_->ref_of_join = std::move(ref);
}

void ChannelLink::push_json(std::string_view event, std::string_view payload_json) const {
  state_->socket.text(frames::push(state_->join_ref, state_->topic, event, payload_json));
}

void ChannelLink::push(std::string_view event, const Payload& payload) const {
  if (!payload.binary()) return push_json(event, json::write(payload.term()));
  state_->socket.binary(frames::binary_push(state_->join_ref, state_->topic, event, *payload.binary()));
}

void ChannelLink::reply_json(const std::optional<std::string>& ref, std::string_view status,
                             std::string_view response_json) const {
  if (ref) state_->socket.text(frames::reply(state_->join_ref, ref, state_->topic, status, response_json));
}

void ChannelLink::reply(const std::optional<std::string>& ref, std::string_view status,
                        const Payload& response) const {
  if (!ref) return;
  if (!response.binary()) return reply_json(ref, status, json::write(response.term()));
  state_->socket.binary(
      frames::binary_reply(state_->join_ref, ref, state_->topic, status, *response.binary()));
}

void ChannelLink::close() const {
  if (state_->phase.exchange(ChannelPhase::finished) == ChannelPhase::finished) return;
  state_->socket.text(frames::push(state_->join_ref, state_->topic, "phx_close", "{}", state_->join_ref));
}

void ChannelLink::accept(std::string_view response_json) const {
  state_->phase.store(ChannelPhase::joined);
  reply_json(state_->ref_of_join, "ok", response_json);
}

void ChannelLink::refuse(std::string_view response_json) const {
  finish();
  reply_json(state_->ref_of_join, "error", response_json);
}

void ChannelLink::announce_end(bool crashed) const {
  switch (state_->phase.exchange(ChannelPhase::finished)) {
    case ChannelPhase::joining:
      reply_json(state_->ref_of_join, "error", R"({"reason":"join crashed"})");
      break;
    case ChannelPhase::joined:
      state_->socket.text(frames::push(state_->join_ref, state_->topic, crashed ? "phx_error" : "phx_close",
                                       crashed ? R"({"reason":"channel_crash"})" : "{}", state_->join_ref));
      break;
    case ChannelPhase::finished:
      break;
  }
}

}  // namespace anqa
