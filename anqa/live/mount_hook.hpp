#pragma once

#include "anqa/live/live_socket.hpp"
#include "anqa/live/stage.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/term/params.hpp"
#include "anqa/web/route_options.hpp"

namespace anqa {

class Conn;

/// What runs before the mount of a view: Phoenix's on_mount. It may leave values with `socket->put_private`,
/// which the view reads with `socket.assigned<T>(key)`, attach hooks, put a flash, or send the visitor
/// elsewhere with `socket->navigate(…)` and answer Hook::halt, after which nothing is mounted.
///
///     anqa::Hook count_visit(const Params& params, const Params& session, anqa::LiveSocket& socket);
///     anqa::Task<anqa::Hook> load_user(Params params, Params session, anqa::LiveSocket* socket);
///
/// A view names its own in `using OnMount = anqa::MountHooks<&count_visit, &load_user>;`.
template <auto... Functions>
struct MountHooks {};

namespace detail {

struct MountHook {
  using Answers = Hook (*)(const Params& params, const Params& session, LiveSocket& socket);
  using Waits = Task<Hook> (*)(Params params, Params session, LiveSocket* socket);

  using Gives = Term (*)(const Conn& conn);

  constexpr MountHook(Answers function) : answers(function) {}  // NOLINT(google-explicit-constructor)
  constexpr MountHook(Waits function) : waits(function) {}      // NOLINT(google-explicit-constructor)
  constexpr MountHook(Gives function) : gives(function) {}      // NOLINT(google-explicit-constructor)

  Answers answers = nullptr;
  Waits waits = nullptr;
  Gives gives = nullptr;  ///< of a live session only
};

struct MountHookList {
  const MountHook* list = nullptr;
  std::size_t size = 0;
};

template <auto... Functions>
inline constexpr MountHook mount_hooks[sizeof...(Functions) + 1] = {
    MountHook(Functions)..., MountHook(static_cast<MountHook::Answers>(nullptr))};
template <auto... Functions>
constexpr MountHookList list_of(MountHooks<Functions...>*) {
  return {mount_hooks<Functions...>, sizeof...(Functions)};
}

/// How a route knows its live session.
struct LiveSessionDatum : RouteDatum {
  MountHookList on_mount;
};
inline constexpr std::string_view live_session_key = "anqa.live_session";
template <FixedString Name, auto... Functions>
struct LiveSession {
  static constexpr auto name = Name;
  static constexpr LiveSessionDatum datum{{RouteDatum::Kind::metadata, live_session_key, name.view()},
                                          {mount_hooks<Functions...>, sizeof...(Functions)}};
};

/// What the functions of a route's live session make of the page's request; nil where there is none.
Term session_of(const Route* route, const Conn& conn);
/// Null for a route that is in none.
const LiveSessionDatum* live_session_of(const Route& route);
/// Runs the hooks of a route's live session and then those of the view. Hook::halt where one of them said so.
Task<Hook> run_mount_hooks(const Route* route, MountHookList own, Params params, Params session,
                           LiveSocket* socket);

}  // namespace detail

/// An option of a scope or a route: its live views belong together. Between them a visitor goes without a
/// page load; to and from others with one, so that their plugs run. The functions run before the mount of
/// each:
///
///     anqa::scope("/admin", browser, admins, anqa::live_session<"admin", &load_admin>(),
///                 anqa::live<UsersLive>("/users"))
///
/// A `Term f(const Conn& conn)` among them gives a map with text keys that its views find in their session,
/// beside what is the visitor's own. It is asked when a page is loaded; the browser holds what it gave,
/// signed but not encrypted.
template <FixedString Name, auto... OnMount>
consteval RouteOption live_session() {
  return {.datum = &detail::LiveSession<Name, OnMount...>::datum};
}

}  // namespace anqa
