#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/web/socket/channel.hpp"

/// How a class that derives from Channel becomes one: which handlers it has is
/// found out when it compiles.
namespace anqa::detail {

template <class T>
struct ChannelEvents {
  using type = Events<>;
};
template <class T>
  requires requires { typename T::Events; }
struct ChannelEvents<T> {
  using type = typename T::Events;
};

template <class T>
struct ChannelIntercepts {
  using type = Events<>;
};
template <class T>
  requires requires { typename T::Intercepts; }
struct ChannelIntercepts<T> {
  using type = typename T::Intercepts;
};

template <FixedString... Names>
constexpr auto list_names(Events<Names...>) {
  return std::array<std::string_view, sizeof...(Names)>{Event<Names>::name...};
}
template <class T>
inline constexpr auto intercepted_names = list_names(typename ChannelIntercepts<T>::type{});
template <class T>
inline constexpr Intercepts intercepts_of{intercepted_names<T>.data(), intercepted_names<T>.size()};

inline Task<void> answer_later(Task<Reply> task, SocketRef to) { reply(to, co_await std::move(task)); }
inline Task<void> answer_later(Task<std::optional<Reply>> task, SocketRef to) {
  if (const auto answer = co_await std::move(task)) reply(to, *answer);
}

/// Sees to what a handler returned.
template <class Call>
Task<void> answer_with(const Channel::Incoming& message, Call&& handler) {
  using Result = std::invoke_result_t<Call>;
  if constexpr (std::is_void_v<Result>) {
    handler();
    return {};
  } else if constexpr (std::same_as<Result, Task<void>>) {
    return handler();
  } else if constexpr (std::same_as<Result, Task<Reply>> ||
                       std::same_as<Result, Task<std::optional<Reply>>>) {
    SocketRef to = message.socket_ref();  // before the handler takes the message
    return answer_later(handler(), std::move(to));
  } else {
    static_assert(std::convertible_to<Result, std::optional<Reply>>,
                  "a channel's handle_in returns nothing, a Reply, "
                  "std::optional<Reply>, or a Task of one of "
                  "these");
    const SocketRef to = message.socket_ref();
    if (const std::optional<Reply> answer = handler()) reply(to, *answer);
    return {};
  }
}

template <class T>
Task<void> run_intercepted(Process& process, Envelope& envelope);

template <class T>
inline constexpr EnvelopeType intercepted_type{
    EnvelopeKind::message, payload_id<Broadcast>,
    &type_name<Broadcast>, &destroy_envelope<BroadcastEnvelope<Broadcast>>,
    &run_intercepted<T>,   &BroadcastEnvelope<Broadcast>::payload_of};

/// An application's channel, with its handlers found.
template <class T>
class TypedChannel : public T {
 public:
  using T::T;

  Task<void> intercept(const Broadcast& broadcast) {
    return intercept_by_name(broadcast, typename ChannelIntercepts<T>::type{});
  }

 protected:
  Task<JoinReply> join_topic(SocketMessage message) final {
    if constexpr (requires(T& t, std::string topic, Params params) {
                    { t.join(topic, params) } -> std::same_as<Channel::Joining>;
                  }) {
      co_return conclude(T::join(message.topic, message.payload));
    } else {
      static_assert(
          requires(T& t, std::string topic, Params params) {
            { t.join(topic, params) } -> std::same_as<Task<Channel::Joining>>;
          },
          "a channel has a public `Joining join(std::string_view topic, "
          "const Params& params)`, or "
          "`Task<Joining> join(std::string topic, Params params)` when it "
          "has to wait");
      co_return conclude(co_await T::join(std::move(message.topic), std::move(message.payload)));
    }
  }

  Task<void> handle_message(SocketMessage message) final {
    return handle_by_name(std::move(message), typename ChannelEvents<T>::type{});
  }

 private:
  JoinReply conclude(const Channel::Joining& joining) const {
    return this->joined(joining, intercepted_type<T>, intercepts_of<T>);
  }

  template <FixedString... Names>
  Task<void> handle_by_name(SocketMessage message, Events<Names...>) {
    Channel::Incoming incoming(std::move(message), this->link());
    Task<void> task;
    if ((handle_if<Names>(incoming, task) || ...)) return task;
    if constexpr (requires(T& t) { t.handle_in(std::move(incoming)); }) {
      return answer_with(incoming, [&] { return T::handle_in(std::move(incoming)); });
    } else {
      this->no_handler(type_name<T>(), incoming.event());
    }
  }

  template <FixedString Name>
  bool handle_if(Channel::Incoming& incoming, Task<void>& task) {
    if (incoming.event() != Event<Name>::name) return false;
    if constexpr (requires(T& t) { t.handle_in(Event<Name>{}, std::move(incoming)); }) {
      task = answer_with(incoming, [&] { return T::handle_in(Event<Name>{}, std::move(incoming)); });
    } else {
      static_assert(
          requires(T& t) { t.handle_in(Event<Name>{}, std::move(incoming)); },
          "the channel lists an event among its Events that it has no "
          "handle_in for: `Reply "
          "handle_in(Event<\"name\">, const Incoming& message)`");
    }
    return true;
  }

  template <FixedString... Names>
  Task<void> intercept_by_name(const Broadcast& broadcast, Events<Names...>) {
    Task<void> task;
    (void)(intercept_if<Names>(broadcast, task) || ...);
    return task;
  }

  template <FixedString Name>
  bool intercept_if(const Broadcast& broadcast, Task<void>& task) {
    if (broadcast.event != Event<Name>::name) return false;
    static_assert(
        requires(T& t) { t.handle_out(Event<Name>{}, broadcast); },
        "the channel lists an event among its Intercepts that it has no "
        "handle_out for: `void "
        "handle_out(Event<\"name\">, const Broadcast& broadcast)`");
    task = run_void([&] { return T::handle_out(Event<Name>{}, broadcast); });
    return true;
  }
};

template <class T>
Task<void> run_intercepted(Process& process, Envelope& envelope) {
  return static_cast<TypedChannel<T>&>(process).intercept(
      *static_cast<BroadcastEnvelope<Broadcast>&>(envelope).message);
}

}  // namespace anqa::detail
