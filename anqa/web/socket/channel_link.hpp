#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "anqa/http/websocket.hpp"
#include "anqa/web/socket/payload.hpp"

namespace anqa {

namespace detail {

/// How far a joined topic is: told by its process, read by the connection when
/// that process ends, to know what the client still has to hear.
enum class ChannelPhase : std::uint8_t {
  joining,   ///< the join was not answered yet
  joined,    ///< the client waits for phx_close or phx_error
  finished,  ///< the client knows
};

/// What a channel's process and its connection both know of it.
struct ChannelState {
  http::WebSocketRef socket;
  std::atomic<ChannelPhase> phase{ChannelPhase::joining};
  std::atomic<std::uint32_t> queued{0};  ///< messages sent to the process that it has not begun to handle
  std::string topic;
  std::optional<std::string> join_ref;
  std::optional<std::string> ref_of_join;
};

}  // namespace detail

/// A channel's way to its client. Copies lead to the same client; what is sent
/// after the connection has ended is dropped.
class ChannelLink {
 public:
  ChannelLink() = default;
  /// `join_ref` and `ref` are those of the message that asked to join.
  ChannelLink(http::WebSocketRef socket, std::string topic, std::optional<std::string> join_ref,
              std::optional<std::string> ref);

  const std::string& topic() const { return state_->topic; }
  const std::optional<std::string>& join_ref() const { return state_->join_ref; }
  const http::WebSocketRef& socket() const { return state_->socket; }

  /// Sends an event; `payload_json` is a JSON object.
  void push_json(std::string_view event, std::string_view payload_json) const;
  void push(std::string_view event, const Payload& payload) const;

  /// Answers the message with this ref; without a ref it does nothing. `status`
  /// is "ok", "error" or a word of the application's own.
  void reply_json(const std::optional<std::string>& ref, std::string_view status,
                  std::string_view response_json) const;
  void reply(const std::optional<std::string>& ref, std::string_view status, const Payload& response) const;

  /// Tells the client now that the channel has ended, instead of leaving it to
  /// the connection when the process is gone.
  void close() const;

  /// For the room's own use: answers the join.
  void accept(std::string_view response_json) const;
  void refuse(std::string_view response_json) const;
  detail::ChannelPhase phase() const { return state_->phase.load(); }
  void finish() const { state_->phase.store(detail::ChannelPhase::finished); }
  std::uint32_t queued() const { return state_->queued.load(std::memory_order_relaxed); }
  void count_queued() const { state_->queued.fetch_add(1, std::memory_order_relaxed); }
  void count_handled() const { state_->queued.fetch_sub(1, std::memory_order_relaxed); }
  /// What the client hears when the process has ended by itself (`crashed`: by
  /// an exception).
  void announce_end(bool crashed) const;

 private:
  std::shared_ptr<detail::ChannelState> state_;
};

}  // namespace anqa
