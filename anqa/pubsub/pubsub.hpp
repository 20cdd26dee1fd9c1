#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "anqa/otp/gen_server.hpp"

namespace anqa {

/// Broadcasts to whoever subscribed to a topic: `child<PubSub>()`, or with a
/// name when there is more than one. Subscribing and broadcasting ask no
/// process; who has subscribed stays so when this one is restarted.
class PubSub : public GenServer {
 public:
  struct Options {
    std::string name = std::string(default_name);
  };
  static constexpr std::string_view default_name = "anqa.pubsub";

  PubSub();
  explicit PubSub(Options options);
  ~PubSub() override;

 private:
  std::string name_;
};

namespace detail {

/// One message, shared by all its receivers.
template <class M>
struct BroadcastEnvelope : Envelope {
  BroadcastEnvelope(const EnvelopeType& envelope_type, std::shared_ptr<const M> shared)
      : Envelope(envelope_type), message(std::move(shared)) {}
  std::shared_ptr<const M> message;
  static const void* payload_of(const Envelope& envelope) noexcept {
    return static_cast<const BroadcastEnvelope&>(envelope).message.get();
  }
};

template <class T, class M>
Task<void> run_broadcast(Process& process, Envelope& envelope) {
  return run_void([&] {
    return static_cast<T&>(process).handle_info(*static_cast<BroadcastEnvelope<M>&>(envelope).message);
  });
}
template <class T, class M>
inline constexpr EnvelopeType broadcast_type{EnvelopeKind::message, payload_id<M>,
                                             &type_name<M>,         &destroy_envelope<BroadcastEnvelope<M>>,
                                             &run_broadcast<T, M>,  &BroadcastEnvelope<M>::payload_of};

/// A broadcast to a process that decides by the message's type.
template <class M>
inline constexpr EnvelopeType untyped_broadcast_type{EnvelopeKind::message,
                                                     payload_id<M>,
                                                     &type_name<M>,
                                                     &destroy_envelope<BroadcastEnvelope<M>>,
                                                     nullptr,
                                                     &BroadcastEnvelope<M>::payload_of};

/// One subscription.
struct Subscriber {
  Pid pid;
  const EnvelopeType* type;
  /// Another process to which a dispatcher may take the message straight,
  /// Phoenix's fastlane: the connection of a channel. None for most.
  Pid fastlane = {};
  /// What the dispatcher wants to know besides; it lives as long as the
  /// program.
  const void* metadata = nullptr;
};

/// Brings the message to one subscriber.
using Dispatch = void (*)(const Subscriber& subscriber, const std::shared_ptr<const void>& message);
template <class M>
void dispatch_broadcast(const Subscriber& subscriber, const std::shared_ptr<const void>& message) {
  deliver(subscriber.pid,
          make_envelope<BroadcastEnvelope<M>>(*subscriber.type, std::static_pointer_cast<const M>(message)));
}

/// Subscribes the calling process; what is broadcast with payload
/// `type.payload_id` reaches it as an envelope of `type`.
void subscribe(std::string_view pubsub, std::string_view topic, const EnvelopeType& type, Pid fastlane = {},
               const void* metadata = nullptr);
void unsubscribe(std::string_view pubsub, std::string_view topic, const void* payload_id);
void broadcast(std::string_view pubsub, std::string_view topic, const void* payload_id,
               const std::shared_ptr<const void>& message, Dispatch dispatch, Pid except);

}  // namespace detail

/// Inside a server: `subscribe<OrderPlaced>(*this, "orders")`: from now on its
/// `handle_info(const OrderPlaced&)` gets each one broadcast on the topic,
/// until it ends or unsubscribes. Subscribing twice is subscribing once. Throws
/// std::invalid_argument when no such PubSub runs.
template <class M, class T>
void subscribe(const T&, std::string_view topic, std::string_view pubsub = PubSub::default_name) {
  static_assert(
      requires(T& server, const M& message) { server.handle_info(message); },
      "this server has no handle_info for the message that it subscribes to");
  detail::subscribe(pubsub, topic, detail::broadcast_type<T, M>);
}

template <class M>
void unsubscribe(std::string_view topic, std::string_view pubsub = PubSub::default_name) {
  detail::unsubscribe(pubsub, topic, detail::payload_id<M>);
}

/// Sends to every subscriber of the topic that takes an M. From any process or
/// thread of the system.
template <class M>
void broadcast(std::string_view topic, M message, std::string_view pubsub = PubSub::default_name) {
  check_message<M>();
  detail::broadcast(pubsub, topic, detail::payload_id<M>, std::make_shared<const M>(std::move(message)),
                    &detail::dispatch_broadcast<M>, {});
}

/// broadcast() to all but the calling process.
template <class M>
void broadcast_from(std::string_view topic, M message, std::string_view pubsub = PubSub::default_name) {
  check_message<M>();
  detail::broadcast(pubsub, topic, detail::payload_id<M>, std::make_shared<const M>(std::move(message)),
                    &detail::dispatch_broadcast<M>, self());
}

}  // namespace anqa
