#pragma once

#include <optional>
#include <string>

#include "anqa/term/params.hpp"

namespace anqa {

/// One message of the channel protocol as the client sent it.
struct SocketMessage {
  /// The ref of the join that it belongs to.
  std::optional<std::string> join_ref;
  /// What a reply must carry; a message without one is not answered.
  std::optional<std::string> ref;
  std::string topic;
  std::string event;
  /// Of a text frame.
  Params payload;
  /// Of a binary frame; the payload is then empty.
  std::optional<std::string> binary;
};

}  // namespace anqa
