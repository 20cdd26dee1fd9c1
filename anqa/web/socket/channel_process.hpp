#pragma once

#include <memory>
#include <optional>
#include <string>

#include "anqa/otp/gen_server.hpp"
#include "anqa/web/socket/channel_link.hpp"
#include "anqa/web/socket/socket_info.hpp"
#include "anqa/web/socket/socket_message.hpp"

namespace anqa {

/// The answer to a join.
struct JoinReply {
  bool joined = false;
  std::string response_json = "{}";

  static JoinReply ok(std::string response_json = "{}") { return {true, std::move(response_json)}; }
  static JoinReply error(std::string response_json) { return {false, std::move(response_json)}; }
};

namespace detail {

/// The channel that a client joined before on the same topic and that makes
/// room for the new one.
struct Predecessor {
  Pid pid;
  ChannelLink link;
};

/// What a connection gives the process of a topic that its client wants to
/// join.
struct ChannelSeed {
  ChannelLink link;
  std::shared_ptr<const SocketInfo> info;
  SocketMessage join;
  std::optional<Predecessor> predecessor;
};

}  // namespace detail

/// The process of one topic that a client has joined, whatever serves it: an
/// application's Channel, a live view. A GenServer, so it may have handlers for
/// calls, casts, timeouts, Down and messages of its own; it ends with its
/// connection.
///
/// A function that has to wait is a coroutine; one that is done returns an
/// empty Task (`return {};`). An exception ends the process and reaches the
/// client as "join crashed" or phx_error.
class ChannelProcess : public GenServer {
 public:
  const ChannelLink& link() const { return link_; }
  const SocketInfo& info() const { return *info_; }

 protected:
  ChannelProcess() = default;

  virtual Task<JoinReply> join_topic(SocketMessage message) = 0;
  virtual Task<void> handle_message(SocketMessage message) = 0;
  /// The client leaves. By default its message is answered, and phx_close
  /// follows once the process has ended.
  virtual void leave(const SocketMessage& message);

  // For detail::ChannelServer: the life of any channel.
  void plant(detail::ChannelSeed seed);
  Task<void> begin();
  Task<void> receive_message(SocketMessage message);
  /// Whether it was the connection that ended.
  bool connection_ended(const Down& down);

 private:
  ChannelLink link_;
  std::shared_ptr<const SocketInfo> info_;
  /// Until the join is over.
  struct Joining {
    SocketMessage message;
    std::optional<detail::Predecessor> predecessor;
  };
  std::unique_ptr<Joining> joining_;
};

}  // namespace anqa
