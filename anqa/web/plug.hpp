#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/base/type_name.hpp"
#include "anqa/runtime/task.hpp"
#include "anqa/web/conn.hpp"
#include "anqa/web/detail/pipeline_ref.hpp"
#include "anqa/web/fwd.hpp"
#include "anqa/web/guard.hpp"

/// A plug is anything that takes a Conn by value and returns it, changed or not, at once or later: a function
/// `Conn(Conn)` or `Task<Conn>(Conn)`, or an object whose const call operator is one and whose members are
/// its options. Plugs are composed into pipelines, which are plugs again, while the program compiles:
///
///     inline constexpr auto browser = anqa::pipeline(anqa::fetch_session, anqa::protect_from_forgery,
///     require_user);
///
/// One that answers in the place of the controller halts: `return conn.put_status(401).text("who are
/// you?").halt();`. A plug that waits is a coroutine and so must not be an object with options: a coroutine
/// outlives its `this`.

namespace anqa {

namespace detail {

/// A plug's Conn that is there already, in the shape of a task.
struct ReadyConn {
  Conn conn;
  bool await_ready() const noexcept { return true; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  Conn await_resume() { return std::move(conn); }
};

template <class P>
auto call_plug(const P& plug, Conn conn) {
  if constexpr (is_task<std::invoke_result_t<const P&, Conn>>) {
    return plug(std::move(conn));
  } else {
    return ReadyConn{plug(std::move(conn))};
  }
}

}  // namespace detail

template <class P>
concept Plug = requires(const P& plug, Conn conn) {
  requires std::same_as<decltype(plug(std::move(conn))), Conn> ||
               std::same_as<decltype(plug(std::move(conn))), Conn&&> ||
               std::same_as<decltype(plug(std::move(conn))), Task<Conn>>;
};

namespace detail {

template <class P>
constexpr PlugName plug_name(const P& plug) {
  if constexpr (std::is_same_v<P, Guard>) {
    return {.guard = &plug};
  } else if constexpr (std::is_pointer_v<P>) {
    return {.function = reinterpret_cast<const void*>(plug), .type = {}};
  } else {
    return {.type = type_name<P>()};
  }
}

template <class P>
inline constexpr bool plug_waits = is_task<std::invoke_result_t<const P&, Conn>>;

}  // namespace detail

/// Plugs in a row; after one that halts, the rest do not run. Made by pipeline().
template <class... Plugs>
class Pipeline {
 public:
  constexpr explicit Pipeline(Plugs... plugs) : plugs_(plugs...) {}

  /// The pipeline must outlive the task: make it a constant.
  Task<Conn> operator()(Conn conn) const {
    return run(this, std::move(conn), std::index_sequence_for<Plugs...>{});
  }

 private:
  friend constexpr detail::PipelineRef detail::pipeline_ref<Plugs...>(const Pipeline&);

  template <std::size_t... I>
  static Task<Conn> run(const Pipeline* self, Conn conn, std::index_sequence<I...>) {
    static_cast<void>(
        ((conn = co_await detail::call_plug(std::get<I>(self->plugs_), std::move(conn)), conn.halted()) ||
         ...));
    co_return conn;
  }
  template <std::size_t... I>
  static Conn run_now(const Pipeline* self, Conn conn, std::index_sequence<I...>) {
    static_cast<void>(((conn = std::get<I>(self->plugs_)(std::move(conn)), conn.halted()) || ...));
    return conn;
  }
  template <std::size_t... I>
  static detail::PlugName name(const Pipeline* self, std::size_t index, std::index_sequence<I...>) {
    detail::PlugName found;
    static_cast<void>(((I == index && (found = detail::plug_name(std::get<I>(self->plugs_)), true)) || ...));
    return found;
  }

  // The same for a pipeline of forgotten type.
  using Indices = std::index_sequence_for<Plugs...>;
  static Task<Conn> run_untyped(const void* pipeline, Conn conn) {
    return run(static_cast<const Pipeline*>(pipeline), std::move(conn), Indices{});
  }
  static Conn run_now_untyped(const void* pipeline, Conn conn) {
    return run_now(static_cast<const Pipeline*>(pipeline), std::move(conn), Indices{});
  }
  static detail::PlugName name_untyped(const void* pipeline, std::size_t index) {
    return name(static_cast<const Pipeline*>(pipeline), index, Indices{});
  }
  static constexpr detail::PipelineOps make_ops() {
    detail::PipelineOps made{&run_untyped, nullptr, sizeof...(Plugs), &name_untyped};
    if constexpr (!(detail::plug_waits<Plugs> || ...)) made.run_now = &run_now_untyped;
    return made;
  }
  static const detail::PipelineOps ops;

  std::tuple<Plugs...> plugs_;
};

template <class... Plugs>
inline constexpr detail::PipelineOps Pipeline<Plugs...>::ops = make_ops();

/// Composes plugs. Give the result a name at namespace scope: routes refer to it.
template <class... Plugs>
constexpr auto pipeline(Plugs... plugs) {
  static_assert(
      (Plug<Plugs> && ...),
      "a plug is a function or an object that takes a Conn by value and returns Conn or Task<Conn>");
  return Pipeline<Plugs...>(plugs...);
}

}  // namespace anqa
