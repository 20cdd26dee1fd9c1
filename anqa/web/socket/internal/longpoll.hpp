#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_set>

#include "anqa/web/socket/channel_transport.hpp"

namespace anqa::detail {

/// The sessions of the clients that poll at one mount.
class LongPollSessions {
 public:
  LongPollSessions();

  void enter(Pid session);
  void leave(Pid session);
  /// Sends them all away.
  void drain();

  /// The text by which a client names its session; signed, so that nobody can
  /// name another's.
  std::string token_of(Pid session, std::string_view secret) const;
  /// A default-made Pid for what is no token of ours.
  Pid find(std::string_view token, std::string_view secret) const;

 private:
  std::string id_;  ///< so that a token is worth nothing after a restart, when
                    ///< pids begin anew
  std::mutex mutex_;
  std::unordered_set<Pid> open_;
};

/// Answers the requests of clients that poll. HTTP's status is 200; the one
/// that they read is in the JSON.
Task<http::Response> serve_longpoll(const ChannelTransport* transport,
                                    std::shared_ptr<LongPollSessions> sessions, SocketRequest request);

}  // namespace anqa::detail
