#pragma once

#include <optional>
#include <string>
#include <utility>

#include "anqa/web/socket/channel_link.hpp"
#include "anqa/web/socket/payload.hpp"

namespace anqa {

/// An answer to a message of the client: what a handler returns, or reply()
/// sends. The client's `push(…).receive("ok", …)` gets it by its status.
struct Reply {
  std::string status;
  Payload response;

  static Reply ok(Payload response = {}) { return {"ok", std::move(response)}; }
  static Reply error(Payload response = {}) { return {"error", std::move(response)}; }
};

/// Whom to answer, for an answer that comes later or from another process:
/// `socket_ref(message)` in a handler, then `reply(ref, Reply::ok(…))`. A
/// value; it may be sent and kept.
class SocketRef {
 public:
  SocketRef() = default;
  SocketRef(ChannelLink link, std::optional<std::string> ref)
      : link_(std::move(link)), ref_(std::move(ref)) {}

  /// False for a message that asked for no answer.
  explicit operator bool() const { return ref_.has_value(); }

 private:
  friend void reply(const SocketRef& to, const Reply& reply);
  ChannelLink link_;
  std::optional<std::string> ref_;
};

/// Answers a message of the client, from any process. Nothing happens when the
/// client is gone or wanted no answer. It is for the caller to answer once.
void reply(const SocketRef& to, const Reply& reply);

}  // namespace anqa
