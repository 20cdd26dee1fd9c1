#include "anqa/web/socket/channel_link.hpp"

#include "anqa/term/json.hpp"
#include "anqa/web/socket/serializer.hpp"

namespace anqa {

using detail::ChannelPhase;

ChannelLink::ChannelLink(http::WebSocketRef socket, std::string topic, std::optional<std::string> join_ref,
                         std::optional<std::string> ref)
    : socket_(socket),
      topic_(std::move(topic)),
      join_ref_(std::move(join_ref)),
      ref_of_join_(std::move(ref)),
      state_(std::make_shared<detail::ChannelState>()) {}

void ChannelLink::push_json(std::string_view event, std::string_view payload_json) const {
  socket_.text(frames::push(join_ref_, topic_, event, payload_json));
}

void ChannelLink::push(std::string_view event, const Term& payload) const {
  push_json(event, json::write(payload));
}

void ChannelLink::push_binary(std::string_view event, std::string_view data) const {
  socket_.binary(frames::binary_push(join_ref_, topic_, event, data));
}

void ChannelLink::reply_json(const std::optional<std::string>& ref, std::string_view status,
                             std::string_view response_json) const {
  if (ref) socket_.text(frames::reply(join_ref_, ref, topic_, status, response_json));
}

void ChannelLink::reply(const std::optional<std::string>& ref, std::string_view status,
                        const Term& response) const {
  reply_json(ref, status, json::write(response));
}

void ChannelLink::reply_binary(const std::optional<std::string>& ref, std::string_view status,
                               std::string_view data) const {
  if (ref) socket_.binary(frames::binary_reply(join_ref_, ref, topic_, status, data));
}

void ChannelLink::close() const {
  if (state_->phase.exchange(ChannelPhase::finished) == ChannelPhase::finished) return;
  socket_.text(frames::push(join_ref_, topic_, "phx_close", "{}", join_ref_));
}

void ChannelLink::accept(std::string_view response_json) const {
  state_->phase.store(ChannelPhase::joined);
  reply_json(ref_of_join_, "ok", response_json);
}

void ChannelLink::refuse(std::string_view response_json) const {
  finish();
  reply_json(ref_of_join_, "error", response_json);
}

void ChannelLink::announce_end(bool crashed) const {
  switch (state_->phase.exchange(ChannelPhase::finished)) {
    case ChannelPhase::joining:
      reply_json(ref_of_join_, "error", R"({"reason":"join crashed"})");
      break;
    case ChannelPhase::joined:
      if (crashed) {
        socket_.text(
            frames::push(join_ref_, topic_, "phx_error", R"({"reason":"channel_crash"})", join_ref_));
      } else {
        socket_.text(frames::push(join_ref_, topic_, "phx_close", "{}", join_ref_));
      }
      break;
    case ChannelPhase::finished:
      break;
  }
}

}  // namespace anqa
