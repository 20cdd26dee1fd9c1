#pragma once

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

#include "anqa/base/type_name.hpp"
#include "anqa/live/event.hpp"
#include "anqa/live/socket.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"

namespace anqa::detail {

/// Whether View handles the event of a name, by a handler of that name.
template <class View, FixedString Name>
concept HandlesByName = requires(View& view, const Params& params, Socket<View>& socket) {
  view.handle_event(Event<Name>{}, params, socket);
} || requires(View& view, Socket<View>& socket) { view.handle_event(Event<Name>{}, socket); };

/// Whether View has a handler for events of any name.
template <class View>
concept HandlesAnyEvent = requires(View& view, const std::string& name, const Params& params,
                                   Socket<View>& socket) { view.handle_event(name, params, socket); };

template <class View, FixedString Name>
inline constexpr bool handles_event = HandlesByName<View, Name> || HandlesAnyEvent<View>;

template <class View>
struct EventsOf {
  using type = Events<>;
};
template <class View>
  requires requires { typename View::Events; }
struct EventsOf<View> {
  using type = typename View::Events;
};
template <class View>
using events_of = typename EventsOf<View>::type;

// A member of a base class becomes ambiguous when another base has the name too: so one finds out whether a
// class has a member of that name, whatever its parameters, and can say that it has the wrong ones.
struct NamesMount {
  int mount;
};
struct NamesHandleParams {
  int handle_params;
};
template <class View, class Names>
struct Both : View, Names {};

template <class View>
inline constexpr bool has_mount = !requires { &Both<View, NamesMount>::mount; };
template <class View>
inline constexpr bool has_handle_params = !requires { &Both<View, NamesHandleParams>::handle_params; };

inline Task<void> keep_reply(Task<Term> waiting, LiveSocket* socket) {
  socket->reply(co_await std::move(waiting));
}

/// Calls a handler, whatever it returns: nothing, a reply, or a Task of either.
template <class Call>
Task<void> settle(LiveSocket& socket, Call&& call) {
  using Result = std::remove_cvref_t<std::invoke_result_t<Call>>;
  if constexpr (std::is_void_v<Result>) {
    call();
    return {};
  } else if constexpr (std::same_as<Result, Task<void>>) {
    return call();
  } else if constexpr (std::same_as<Result, Task<Term>>) {
    return keep_reply(call(), &socket);
  } else {
    static_assert(std::convertible_to<Result, Term>,
                  "a live view's handler returns void, Task<void>, or a reply: anqa::Term or Task<Term>");
    socket.reply(call());
    return {};
  }
}

}  // namespace anqa::detail
