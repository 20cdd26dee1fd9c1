#pragma once

#include <concepts>
#include <expected>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "anqa/base/result.hpp"
#include "anqa/live/async_result.hpp"
#include "anqa/live/detail/asyncs.hpp"
#include "anqa/live/detail/handlers.hpp"
#include "anqa/live/live_instance.hpp"
#include "anqa/live/socket.hpp"
#include "anqa/otp/async.hpp"

/// Work of live views in processes of their own: Socket::assign_async, start_async, stream_async. A task ends
/// with its view, and its crash is a result like any other.

namespace anqa {

/// What handle_async gets: the value, or why there is none.
template <class T>
using AsyncOutcome = std::expected<T, ExitReason>;

namespace detail {

template <class F, class... Args>
Task<void> run_live_async(Pid owner, std::uint64_t ref, F function, Args... args) {
  using Given = std::invoke_result_t<F, Args...>;
  if constexpr (is_task<Given>) {
    auto value = co_await function(std::move(args)...);
    send(owner, AsyncDone(ref, std::make_unique<AsyncValueOf<decltype(value)>>(std::move(value))));
  } else {
    auto value = function(std::move(args)...);
    send(owner, AsyncDone(ref, std::make_unique<AsyncValueOf<decltype(value)>>(std::move(value))));
  }
}

template <class F, class... Args>
class AsyncStartOf final : public AsyncStart {
 public:
  explicit AsyncStartOf(F function, Args... args) : function_(function), args_(std::move(args)...) {}
  Pid start(Pid owner, std::uint64_t ref) override {
    return std::apply(
        [&](Args&... args) {
          return anqa::start(&run_live_async<F, Args...>, owner, ref, function_, std::move(args)...);
        },
        args_);
  }

 private:
  F function_;
  std::tuple<Args...> args_;
};

template <class T>
struct AsyncGives {
  using type = T;
};
template <class T>
struct AsyncGives<Task<T>> {
  using type = T;
};
template <class F, class... Args>
using async_value = typename AsyncGives<std::invoke_result_t<F, Args...>>::type;

template <class T>
inline constexpr bool is_async_result = false;
template <class T>
inline constexpr bool is_async_result<result<T>> = true;
template <class T>
struct ResultValue {
  using type = T;
};
template <class T>
struct ResultValue<result<T>> {
  using type = T;
};

template <class F, class... Args>
void start_live_async(LiveSocket& socket, std::string name, AsyncDeliver deliver, F function, Args... args) {
  static_assert(std::is_empty_v<F> || std::is_pointer_v<F>,
                "the function of an async must not capture: it runs in another process; pass it arguments");
  static_assert(!std::is_void_v<async_value<F, Args...>>, "the function of an async gives a value");
  socket.make_asyncs().add(std::move(name), socket.myself(),
                           std::make_unique<AsyncStartOf<F, Args...>>(function, std::move(args)...), deliver,
                           socket.connected());
}

/// The value as the view gets it: why there is none may be an error, or the end of the task.
template <class Given>
std::expected<typename ResultValue<Given>::type, std::string> plain_outcome(AsyncValue* value,
                                                                            const ExitReason& why) {
  if (value == nullptr) return std::unexpected(why.to_string());
  auto& given = static_cast<AsyncValueOf<Given>&>(*value).value;
  if constexpr (is_async_result<Given>) {
    if (!given) return std::unexpected(given.error().message);
    return std::move(*given);
  } else {
    return std::move(given);
  }
}

template <class View>
Socket<View> socket_of(LiveInstance& instance) {
  return {instance.socket(), *static_cast<typename View::Assigns*>(instance.assigns())};
}

template <auto Member, class View, class T>
void put_outcome(Socket<View>& socket, std::expected<T, std::string> outcome) {
  auto state = socket.assigns().*Member;
  socket.template update<Member>([&](auto& it) {
    it = outcome ? std::move(state).to_ok(std::move(*outcome)) : std::move(state).to_failed(outcome.error());
  });
}

template <class View, class Given, auto... Members>
Task<void> deliver_assigns(LiveInstance& instance, AsyncValue* value, const ExitReason& why) {
  Socket<View> socket = socket_of<View>(instance);
  auto outcome = plain_outcome<Given>(value, why);
  if constexpr (sizeof...(Members) == 1) {
    (put_outcome<Members>(socket, std::move(outcome)), ...);
  } else {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (put_outcome<Members>(
           socket,
           outcome ? std::expected<std::tuple_element_t<I, typename ResultValue<Given>::type>, std::string>(
                         std::get<I>(std::move(*outcome)))
                   : std::unexpected(outcome.error())),
       ...);
    }(std::make_index_sequence<sizeof...(Members)>{});
  }
  return {};
}

template <class View, class Given, auto Member, auto State>
Task<void> deliver_stream(LiveInstance& instance, AsyncValue* value, const ExitReason& why) {
  Socket<View> socket = socket_of<View>(instance);
  auto outcome = plain_outcome<Given>(value, why);
  if (outcome) socket.template stream<Member>(std::move(*outcome));
  put_outcome<State>(socket,
                     outcome ? std::expected<bool, std::string>(true) : std::unexpected(outcome.error()));
  return {};
}

template <class View, FixedString Name, class Given>
Task<void> deliver_named(LiveInstance& instance, AsyncValue* value, const ExitReason& why) {
  Socket<View> socket = socket_of<View>(instance);
  auto& view = *static_cast<View*>(instance.object());
  AsyncOutcome<Given> outcome = std::unexpected(why);
  if (value != nullptr) outcome = std::move(static_cast<AsyncValueOf<Given>&>(*value).value);
  static_assert(
      requires { view.handle_async(Event<Name>{}, std::move(outcome), socket); },
      "start_async<\"name\">: the view needs a public handle_async(Event<\"name\">, const AsyncOutcome<T>&, "
      "Socket&), T being what the function gives");
  return settle(instance.socket(), [&]() -> decltype(auto) {
    return view.handle_async(Event<Name>{}, std::move(outcome), socket);
  });
}

/// By what a task for an assign is known.
template <auto Member>
std::string async_name() {
  return "@" + std::string(member_name<Member>());
}
template <auto First, auto...>
inline constexpr auto first_of = First;

}  // namespace detail

template <class View>
template <auto... Members, class F, class... Args>
Socket<View>& Socket<View>::assign_async(F function, Args... args) {
  using Given = detail::async_value<F, Args...>;
  (update<Members>([](auto& it) { it = std::move(it).to_loading(); }), ...);
  detail::start_live_async(*state_, detail::async_name<detail::first_of<Members...>>(),
                           &detail::deliver_assigns<View, Given, Members...>, function, std::move(args)...);
  return *this;
}

template <class View>
template <auto... Members, class F, class... Args>
Socket<View>& Socket<View>::reset_async(F function, Args... args) {
  (update<Members>([](auto& it) { it = {}; }), ...);
  return assign_async<Members...>(function, std::move(args)...);
}

template <class View>
template <auto Member, auto State, class F, class... Args>
Socket<View>& Socket<View>::stream_async(F function, Args... args) {
  using Given = detail::async_value<F, Args...>;
  update<State>([](auto& it) { it = std::move(it).to_loading(); });
  detail::start_live_async(*state_, detail::async_name<Member>(),
                           &detail::deliver_stream<View, Given, Member, State>, function, std::move(args)...);
  return *this;
}

template <class View>
template <FixedString Name, class F, class... Args>
Socket<View>& Socket<View>::start_async(F function, Args... args) {
  using Given = detail::async_value<F, Args...>;
  detail::start_live_async(*state_, std::string(Name.view()), &detail::deliver_named<View, Name, Given>,
                           function, std::move(args)...);
  return *this;
}

template <class View>
template <FixedString Name>
Socket<View>& Socket<View>::cancel_async() {
  if (auto* asyncs = state_->asyncs()) {
    asyncs->cancel(Name.view(), state_->myself(), ExitReason::shutdown_with("cancel"));
  }
  return *this;
}

template <class View>
template <auto Member>
Socket<View>& Socket<View>::cancel_async() {
  if (auto* asyncs = state_->asyncs()) {
    asyncs->cancel(detail::async_name<Member>(), state_->myself(), ExitReason::shutdown_with("cancel"));
  }
  return *this;
}

}  // namespace anqa
