#pragma once

#include <memory>
#include <optional>
#include <string>

#include "anqa/otp/gen_server.hpp"
#include "anqa/web/socket/broadcast.hpp"
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

/// What a topic does: one object for each topic that a client has joined, living in a process of its own.
///
/// A function that has to wait is a coroutine; one that is done returns an empty Task (`return {};`). An
/// exception ends the process and reaches the client as "join crashed" or phx_error.
class ChannelBehaviour {
 public:
  virtual ~ChannelBehaviour() = default;

  /// What logs call it.
  virtual std::string_view name() const = 0;
  virtual Task<JoinReply> join(SocketMessage message) = 0;
  virtual Task<void> handle_in(SocketMessage message) = 0;
  /// A message from another process: what send(pid, message) or a broadcast brought.
  virtual Task<void> handle_info(const AnyMessage& message) = 0;
  /// The client leaves. By default its message is answered, and phx_close follows once the process has ended.
  virtual void leave(const SocketMessage& message);
  /// The process ends in an orderly way, or because of an exception.
  virtual void terminate(const ExitReason& reason);

  const ChannelLink& link() const { return link_; }
  const SocketInfo& info() const { return *info_; }

 protected:
  ChannelBehaviour() = default;
  /// Ends the channel when the present function is done.
  void stop(ExitReason reason = ExitReason::normal);
  /// From now on the client gets what is broadcast to its topic. Throws std::invalid_argument where no PubSub
  /// runs.
  void subscribe_to_broadcasts() const;

 private:
  friend class ChannelProcess;
  ChannelLink link_;
  std::shared_ptr<const SocketInfo> info_;
  std::optional<ExitReason> stopping_;
};

namespace detail {

/// The channel that a client joined before on the same topic and that makes room for the new one.
struct Predecessor {
  Pid pid;
  ChannelLink link;
};

}  // namespace detail

/// The process of one joined topic. It ends with its connection.
class ChannelProcess : public GenServer {
 public:
  using Infos = Messages<SocketMessage>;

  ChannelProcess(std::unique_ptr<ChannelBehaviour> behaviour, ChannelLink link,
                 std::shared_ptr<const SocketInfo> info, SocketMessage join,
                 std::optional<detail::Predecessor> predecessor);

  Task<void> init();
  Task<void> handle_info(SocketMessage message);
  void handle_info(const Down& down);
  void handle_info(const ChannelBroadcast& broadcast);
  Task<void> handle_info(const AnyMessage& message);
  void terminate(const ExitReason& reason);

 private:
  Task<void> finish(Task<void> handler);
  void obey();

  std::unique_ptr<ChannelBehaviour> behaviour_;
  /// Until the join is over.
  struct Joining {
    SocketMessage message;
    std::optional<detail::Predecessor> predecessor;
  };
  std::unique_ptr<Joining> joining_;
};

}  // namespace anqa
