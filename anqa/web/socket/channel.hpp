#pragma once

#include <string_view>

#include "anqa/web/socket/broadcast.hpp"
#include "anqa/web/socket/channel_transport.hpp"

namespace anqa {

/// A conversation with one client about one topic, in a process of its own: derive, then name it where the
/// socket is mounted, `channel<RoomChannel>("room:*")`.
///
///     class RoomChannel : public anqa::Channel {
///      public:
///       Joining join(std::string_view topic, const Params& params) override {
///         return params.has("name") ? ok(Term::map({{"hello", 1}})) : error(Term::map({{"reason", "no
///         name"}}));
///       }
///       void handle_in(const Incoming& message) override {
///         if (message.event() == "say") broadcast("said", message.payload().term());
///       }
///     };
///
/// What is broadcast to the topic goes to every client that has joined it; that needs a PubSub among the
/// application's children.
class Channel : public ChannelBehaviour {
 public:
  /// Whether a client may join, and what it is told.
  struct Joining {
    bool joined;
    Term response;
  };

  /// One message of the client, and how to answer it.
  class Incoming {
   public:
    Incoming(const SocketMessage& message, const ChannelLink& link) : message_(message), link_(link) {}
    std::string_view event() const { return message_.event; }
    const Params& payload() const { return message_.payload; }
    /// The bytes of a binary message; nothing for others.
    const std::optional<std::string>& binary() const { return message_.binary; }
    void reply(const Term& response, std::string_view status = "ok") const {
      link_.reply(message_.ref, status, response);
    }
    void reply_binary(std::string_view data, std::string_view status = "ok") const {
      link_.reply_binary(message_.ref, status, data);
    }

   private:
    const SocketMessage& message_;
    const ChannelLink& link_;
  };

  virtual Joining join(std::string_view topic, const Params& params) = 0;
  virtual void handle_in(const Incoming& message) = 0;
  /// For what other processes send to this one.
  Task<void> handle_info(const AnyMessage& message) override;
  std::string_view name() const override { return "Channel"; }

 protected:
  static Joining ok(Term response = Term::map()) { return {true, std::move(response)}; }
  static Joining error(Term response) { return {false, std::move(response)}; }

  std::string_view topic() const { return link().topic(); }
  /// To this client only.
  void push(std::string_view event, const Term& payload) const { link().push(event, payload); }
  void push_binary(std::string_view event, std::string_view data) const { link().push_binary(event, data); }
  /// To every client of the topic, this one too.
  void broadcast(std::string_view event, const Term& payload) const {
    broadcast_to_channel(link().topic(), event, payload);
  }
  void broadcast_binary(std::string_view event, std::string_view data) const {
    broadcast_binary_to_channel(link().topic(), event, data);
  }

 private:
  Task<JoinReply> join(SocketMessage message) final;
  Task<void> handle_in(SocketMessage message) final;
};

}  // namespace anqa
