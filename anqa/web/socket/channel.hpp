#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "anqa/base/event.hpp"
#include "anqa/web/socket/broadcast.hpp"
#include "anqa/web/socket/channel_process.hpp"
#include "anqa/web/socket/reply.hpp"

namespace anqa {

/// A conversation with one client about one topic, in a process of its own:
/// derive, then name it among the channels of a socket,
/// `channel<RoomChannel>("room:*")`.
///
///     class RoomChannel : public anqa::Channel {
///      public:
///       using Events = anqa::Events<"say", "who">;
///
///       Joining join(std::string_view topic, const Params& params);
///       void handle_in(Event<"say">, const Incoming& message) {
///         broadcast("said", {{"text",
///         message.payload().get("text").value_or("")}});
///       }
///       Reply handle_in(Event<"who">, const Incoming&) { return
///       Reply::ok({{"who", who_}}); }
///     };
///
/// `handle_in(const Incoming&)` takes the events that are not among its Events.
/// A handler returns nothing, or a Reply, or `std::optional<Reply>`; one that
/// has to wait returns a Task of that and takes its parameters by value.
/// `stop()` ends the channel once the handler is done, after its reply. An
/// event that nothing handles and an exception crash the channel, and the
/// client joins again.
///
/// What is broadcast to the topic goes straight to every client that has joined
/// it. A channel that wants to see some of it first lists `using Intercepts =
/// anqa::Events<"said">;` and has a `handle_out(Event<"said">, const
/// Broadcast&)`, which pushes what its client shall get.
///
/// It is a GenServer: `handle_info` of the messages in its `Infos`, of Down and
/// of broadcasts that it subscribed to, `handle_call`, `handle_cast`, timeouts,
/// and `terminate(const ExitReason&)`, which is also called when the client has
/// gone.
class Channel : public ChannelProcess {
 public:
  /// Whether a client may join, and what it is told.
  struct Joining {
    bool joined;
    /// A map: the answer to a join has no bytes.
    Payload response;
  };

  /// One message of the client.
  class Incoming {
   public:
    Incoming(SocketMessage message, ChannelLink link)
        : message_(std::move(message)), link_(std::move(link)) {}
    std::string_view event() const { return message_.event; }
    const Params& payload() const { return message_.payload; }
    /// The bytes of a binary message; nothing for others.
    const std::optional<std::string>& binary() const { return message_.binary; }
    /// For an answer later, or by another process.
    SocketRef socket_ref() const { return {link_, message_.ref}; }
    /// Answers now, for a handler that returns nothing.
    void reply(const Reply& answer) const { anqa::reply(socket_ref(), answer); }

   private:
    SocketMessage message_;
    ChannelLink link_;
  };

  template <FixedString Name>
  using Event = anqa::Event<Name>;

 protected:
  /// `return ok({{"unread", count}});`
  static Joining ok(Payload response = {}) { return {true, std::move(response)}; }
  /// `return error({{"reason", "unauthorized"}});`
  static Joining error(Payload response) { return {false, std::move(response)}; }

  std::string_view topic() const { return link().topic(); }
  /// What the socket's connect() gave. Throws std::logic_error when it gave
  /// another type.
  template <class Assigns>
  const Assigns& assigns() const {
    if (const auto* found = info().assigns.get_if<Assigns>()) return *found;
    no_such_assigns(type_name<Assigns>());
  }

  /// To this client only.
  void push(std::string_view event, const Payload& payload = {}) const { link().push(event, payload); }
  /// To every client of the topic, this one too.
  void broadcast(std::string_view event, Payload payload = {}) const;
  /// To every client of the topic but this one.
  void broadcast_from(std::string_view event, Payload payload = {}) const;

  // For detail::TypedChannel.
  JoinReply joined(const Joining& joining, const detail::EnvelopeType& intercepted,
                   const detail::Intercepts& intercepts) const;
  [[noreturn]] void no_handler(std::string_view channel, std::string_view event) const;

 private:
  [[noreturn]] void no_such_assigns(std::string_view wanted) const;
};

inline SocketRef socket_ref(const Channel::Incoming& message) { return message.socket_ref(); }

}  // namespace anqa
