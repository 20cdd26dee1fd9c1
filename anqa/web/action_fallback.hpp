#pragma once

#include <expected>
#include <type_traits>
#include <utility>

#include "anqa/runtime/task.hpp"
#include "anqa/web/conn.hpp"

/// Controllers that give their errors away: an action returns `result<Conn>`, or std::expected<Conn, E> with
/// an error type of the application's own, and one function turns every such error into an answer.
///
///     Task<std::expected<Conn, ShopError>> show(Conn conn, Params params);
///     Conn on_error(Conn conn, ShopError error);
///
///     anqa::get("/orders/:id", anqa::action_fallback<orders::show, orders::on_error>)

namespace anqa {

namespace detail {

/// Another handle on the same request, for the fallback: the action has been given the first.
Conn handle_for_fallback(const Conn& conn);

template <class T>
inline constexpr bool is_conn_result = false;
template <class E>
inline constexpr bool is_conn_result<std::expected<Conn, E>> = true;
template <class E>
inline constexpr bool is_conn_result<Task<std::expected<Conn, E>>> = true;

template <auto Action>
auto call_action(Conn conn, Params params) {
  if constexpr (std::is_invocable_v<decltype(Action), Conn, Params>) {
    return Action(std::move(conn), std::move(params));
  } else {
    return Action(std::move(conn));
  }
}

template <auto Action, auto Fallback>
struct WithFallback {
  using Answer = decltype(call_action<Action>(std::declval<Conn>(), std::declval<Params>()));
  static_assert(
      is_conn_result<Answer>,
      "action_fallback<action, fallback>: the action returns result<Conn> or std::expected<Conn, E>, or a "
      "Task of one");

  template <class Result>
  static Task<Conn> settle(Result result, Conn again) {
    if (result) co_return std::move(*result);
    if constexpr (is_task<decltype(Fallback(std::move(again), std::move(result.error())))>) {
      co_return co_await Fallback(std::move(again), std::move(result.error()));
    } else {
      co_return Fallback(std::move(again), std::move(result.error()));
    }
  }

  static Task<Conn> run(Conn conn, Params params) {
    Conn again = handle_for_fallback(conn);
    if constexpr (is_task<Answer>) {
      auto result = co_await call_action<Action>(std::move(conn), std::move(params));
      co_return co_await settle(std::move(result), std::move(again));
    } else {
      co_return co_await settle(call_action<Action>(std::move(conn), std::move(params)), std::move(again));
    }
  }
};

}  // namespace detail

/// `action`, with `fallback` for what it could not do.
template <auto Action, auto Fallback>
inline constexpr Task<Conn> (*action_fallback)(Conn, Params) = &detail::WithFallback<Action, Fallback>::run;

}  // namespace anqa
