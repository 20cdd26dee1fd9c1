#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "anqa/web/socket/channel_transport.hpp"

namespace anqa {

namespace detail {

template <class S>
struct AssignsOf {
  using type = std::monostate;
};
template <class S>
  requires requires { typename S::Assigns; }
struct AssignsOf<S> {
  using type = typename S::Assigns;
};

// Whether S has a member of this name, be it private or overloaded: then it must be of the right form. One
// that was not found would count as left out, and a connect() that is left out lets everybody in.
struct NamesConnect {
  void connect();
};
struct NamesId {
  void id();
};
template <class S, class Name>
struct With : S, Name {};
template <class S>
concept names_connect = !requires { &With<S, NamesConnect>::connect; };
template <class S>
concept names_id = !requires { &With<S, NamesId>::id; };

template <class S>
Task<result<SocketAssigns>> connect_socket(SocketRequest request) {
  using Assigns = typename AssignsOf<S>::type;
  if constexpr (requires {
                  { S::connect(request) } -> std::same_as<result<Assigns>>;
                }) {
    result<Assigns> assigns = S::connect(request);
    if (!assigns) co_return std::unexpected(std::move(assigns.error()));
    co_return SocketAssigns::of(std::move(*assigns));
  } else {
    static_assert(
        requires {
          { S::connect(request) } -> std::same_as<Task<result<Assigns>>>;
        },
        "a socket's connect() is a public `static anqa::result<Assigns> connect(const SocketRequest& "
        "request)`, "
        "or `static Task<anqa::result<Assigns>> connect(SocketRequest request)` when it has to wait");
    result<Assigns> assigns = co_await S::connect(std::move(request));
    if (!assigns) co_return std::unexpected(std::move(assigns.error()));
    co_return SocketAssigns::of(std::move(*assigns));
  }
}

template <class S>
std::string socket_id(const SocketAssigns& assigns) {
  return S::id(*assigns.get_if<typename AssignsOf<S>::type>());
}

template <class S>
ChannelTransport::Options socket_transport(SocketOptions options) {
  static_assert(
      requires {
        { S::channels() } -> std::convertible_to<std::vector<ChannelRoute>>;
      },
      "a socket has a public `static std::vector<anqa::ChannelRoute> channels()` that returns "
      "{channel<RoomChannel>(\"room:*\")}");
  static_assert(!std::is_final_v<S>, "a socket must not be final");
  ChannelTransport::Options made{.channels = S::channels(), .socket = std::move(options)};
  if constexpr (names_connect<S>) made.connect = &connect_socket<S>;
  if constexpr (names_id<S>) {
    static_assert(
        requires(const typename AssignsOf<S>::type& assigns) {
          requires requires { typename S::Assigns; };
          { S::id(assigns) } -> std::convertible_to<std::string>;
        },
        "a socket's id() is a public `static std::string id(const Assigns& assigns)`, made of its own "
        "`struct Assigns { … };`");
    static_assert(names_connect<S>, "a socket's id() is made of what its connect() returns, and it has none");
    made.id = &socket_id<S>;
  }
  return made;
}

}  // namespace detail

/// Mounts a socket of the application's own at `<path>/websocket`, and at
/// `<path>/longpoll` if wanted:
/// `.sockets = {anqa::socket<UserSocket>("/socket")}`.
///
///     struct UserSocket {
///       struct Assigns { std::int64_t user_id; };
///
///       static std::vector<anqa::ChannelRoute> channels() { return {anqa::channel<RoomChannel>("room:*")}; }
///       static anqa::result<Assigns> connect(const anqa::SocketRequest& request);
///       static std::string id(const Assigns& user) { return "users:" + std::to_string(user.user_id); }
///     };
///
/// connect() may be left out: then everyone may connect. It may wait: `static
/// Task<result<Assigns>> connect(SocketRequest request)`. What it returns is
/// what the channels get as `assigns<UserSocket::Assigns>()`.
/// `Endpoint::broadcast(id, "disconnect")` closes every socket of that id, on
/// all its devices.
template <class S>
SocketMount socket(std::string path, SocketOptions options = {}) {
  return {std::move(path),
          std::make_shared<const ChannelTransport>(detail::socket_transport<S>(std::move(options)))};
}

}  // namespace anqa
