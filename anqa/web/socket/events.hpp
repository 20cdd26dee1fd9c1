#pragma once

#include <string>

#include "anqa/otp/telemetry.hpp"

namespace anqa {

// What telemetry hears of sockets: attach to these types, or to their names.

/// A client was let in or refused.
struct SocketConnected : TelemetryEvent<"phoenix.socket_connected"> {
  Duration duration;
  std::string path;
  std::string transport;  ///< "websocket" or "longpoll"
  std::string result;     ///< "ok" or "error"
};

/// A join was answered.
struct ChannelJoined : TelemetryEvent<"phoenix.channel_joined"> {
  Duration duration;
  std::string topic;
  std::string result;  ///< "ok" or "error"
};

/// A message of the client was handled. The time of a handler that has to wait is counted until it first
/// does.
struct ChannelHandledIn : TelemetryEvent<"phoenix.channel_handled_in"> {
  Duration duration;
  std::string topic;
  std::string event;
};

}  // namespace anqa
