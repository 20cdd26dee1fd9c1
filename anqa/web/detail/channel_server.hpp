#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include "anqa/web/detail/typed_channel.hpp"

namespace anqa::detail {

template <class T>
struct InfosOf {
  using type = Messages<SocketMessage>;
};
template <class... M>
struct WithSocketMessage {
  using type = Messages<SocketMessage, M...>;
};
template <class... M>
WithSocketMessage<M...> with_socket_message(Messages<M...>);
template <class T>
  requires requires { typename T::Infos; }
struct InfosOf<T> : decltype(with_socket_message(typename T::Infos{})){};

/// What runs as the process of a topic: T, a ChannelProcess of any kind, and
/// what all of them have in common.
template <class T>
class ChannelServer final : public T {
 public:
  using Infos = typename InfosOf<T>::type;

  template <class... Args>
  explicit ChannelServer(ChannelSeed seed, Args&&... args) : T(std::forward<Args>(args)...) {
    this->plant(std::move(seed));
  }

  Task<void> init() { return this->begin(); }
  Task<void> handle_info(SocketMessage message) { return this->receive_message(std::move(message)); }
  Task<void> handle_info(const Down& down) {
    if (this->connection_ended(down)) return {};
    if constexpr (handles_info<T, Down>) {
      return run_void([&] { return T::handle_info(down); });
    } else {
      return {};
    }
  }
  /// T's own.
  template <class M>
    requires(handles_info<T, M> && !std::is_same_v<std::remove_cvref_t<M>, Down>)
  auto handle_info(M&& message) {
    return T::handle_info(std::forward<M>(message));
  }
};

template <class T>
struct ChannelName {
  using type = T;
};
template <class T>
struct ChannelName<TypedChannel<T>> {
  using type = T;
};

/// Logs and crash reports call it what the application calls it.
template <class T>
constexpr Behaviour channel_behaviour() {
  Behaviour behaviour = BehaviourOf<ChannelServer<T>>::make();
  behaviour.name = &type_name<typename ChannelName<T>::type>;
  return behaviour;
}
template <class T>
inline constexpr Behaviour server_behaviour<ChannelServer<T>> = channel_behaviour<T>();

template <class T>
struct ServedBy {
  using type = ChannelServer<T>;
};
template <std::derived_from<Channel> T>
struct ServedBy<T> {
  using type = ChannelServer<TypedChannel<T>>;
};
/// The process class for a Channel, or for another ChannelProcess.
template <class T>
using channel_server = typename ServedBy<T>::type;

}  // namespace anqa::detail
