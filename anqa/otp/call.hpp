#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <expected>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "anqa/otp/detail/behaviour.hpp"
#include "anqa/otp/server.hpp"
#include "anqa/runtime/detail/waiter.hpp"

namespace anqa {

/// Thrown in the caller when a call was not answered: the server is not there, ended before it answered (the
/// reason is then its own), or did not answer in time. Left alone it ends the caller, as in OTP.
class CallError : public std::exception {
 public:
  CallError(ExitReason reason, std::string what) : reason_(std::move(reason)), what_(std::move(what)) {}
  const ExitReason& reason() const { return reason_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  ExitReason reason_;
  std::string what_;
};

/// Who asked: what a handler answers through. Movable, may be kept by the server. When it is destroyed
/// unanswered, the caller is told at once instead of waiting for its timeout.
template <class R>
class From {
 public:
  using Value = std::conditional_t<std::is_void_v<R>, detail::Nothing, R>;
  From() = default;
  explicit From(detail::Promise<Value> promise) : promise_(std::move(promise)) {}

  Pid pid() const { return promise_.pid(); }
  /// Only the first answer counts.
  template <class U>
  void reply(U&& value) {
    promise_.set_value(std::forward<U>(value));
  }
  void reply()
    requires std::is_void_v<R>
  {
    promise_.set_value(detail::Nothing{});
  }

  /// Gives the answering up to whoever answers in another way: on the way to a cell.
  detail::AnswerTo release() { return promise_.release(); }

 private:
  detail::Promise<Value> promise_;
};

/// OTP's GenServer.reply/2.
template <class R, class U>
void reply(From<R>& from, U&& value) {
  from.reply(std::forward<U>(value));
}

namespace detail {

template <class M>
struct CallEnvelope : Envelope {
  using Reply = typename M::Reply;
  CallEnvelope(const EnvelopeType& envelope_type, M m, From<Reply> f)
      : Envelope(envelope_type), message(std::move(m)), from(std::move(f)) {}
  M message;
  From<Reply> from;
  static const void* payload_of(const Envelope& envelope) noexcept {
    return &static_cast<const CallEnvelope&>(envelope).message;
  }
};

template <class T, class M>
concept handles_call = requires(T& server, M message) { server.handle_call(std::move(message)); };
template <class T, class M>
concept handles_call_from = requires(T& server, M message, From<typename M::Reply> from) {
  server.handle_call(std::move(message), std::move(from));
};

template <class R>
Task<void> answer(Task<R> task, From<R> from) {
  if constexpr (std::is_void_v<R>) {
    co_await std::move(task);
    from.reply();
  } else {
    from.reply(co_await std::move(task));
  }
}

template <class T, class M>
Task<void> run_call(Process& process, Envelope& envelope) {
  auto& server = static_cast<T&>(process);
  auto& call = static_cast<CallEnvelope<M>&>(envelope);
  using R = typename M::Reply;
  if constexpr (handles_call_from<T, M>) {
    return run_void([&] { return server.handle_call(std::move(call.message), std::move(call.from)); });
  } else if constexpr (std::is_same_v<decltype(server.handle_call(std::move(call.message))), Task<R>>) {
    return answer<R>(server.handle_call(std::move(call.message)), std::move(call.from));
  } else if constexpr (std::is_void_v<R>) {
    server.handle_call(std::move(call.message));
    call.from.reply();
    return {};
  } else {
    call.from.reply(server.handle_call(std::move(call.message)));
    return {};
  }
}

template <class M>
AnswerTo put_call(Envelope& envelope, WireWriter& writer) {
  auto& call = static_cast<CallEnvelope<M>&>(envelope);
  wire_put(call.message, writer);
  return call.from.release();
}
template <class M>
Envelope* get_call(const EnvelopeType& type, WireReader& reader, AnswerTo to) {
  using Answer = From<typename M::Reply>;
  M message;
  wire_get(message, reader);
  if (reader.failed()) return nullptr;
  return make_envelope<CallEnvelope<M>>(type, std::move(message),
                                        Answer(Promise<typename Answer::Value>(to.pid, to.ref)));
}
template <class M>
inline constexpr WireOps call_wire_ops{&put_call<M>, &get_call<M>,
                                       &value_type<typename From<typename M::Reply>::Value>};
template <class M>
consteval const WireOps* call_wire() {
  if constexpr (is_wire_able<M> && is_wire_able<typename From<typename M::Reply>::Value> &&
                std::is_default_constructible_v<M>) {
    return &call_wire_ops<M>;
  } else {
    return nullptr;
  }
}

template <class T, class M>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType call_type{
    EnvelopeKind::message,   payload_id<M>,
    &type_name<M>,           &destroy_envelope<CallEnvelope<M>>,
    &run_call<T, M>,         &CallEnvelope<M>::payload_of,
    sizeof(CallEnvelope<M>), true,
    call_wire<M>(),          &is_instance<T>};

std::string call_error_text(const ExitReason& reason, std::string_view server, std::string_view message);

/// What try_call() returns; call() adds the throw.
template <class T, class M>
class TryCallAwaiter : public ValueWaiter<typename From<typename M::Reply>::Value> {
 public:
  using Reply = typename M::Reply;
  TryCallAwaiter(Pid server, M message, Duration timeout)
      : server_(server), message_(std::move(message)), timeout_(timeout) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    this->wait(handle, timeout_);
    deliver(server_, make_envelope<CallEnvelope<M>>(call_type<T, M>, std::move(message_),
                                                    From<Reply>(this->promise())));
  }
  Pid awaited() const final { return server_; }
  std::expected<Reply, ExitReason> await_resume() {
    if (!this->value_) return std::unexpected(std::move(this->failure_));
    if constexpr (std::is_void_v<Reply>) {
      return {};
    } else {
      return std::move(*this->value_);
    }
  }

 private:
  Pid server_;
  M message_;
  Duration timeout_;
};

template <class T, class M>
class CallAwaiter : public TryCallAwaiter<T, M> {
 public:
  using TryCallAwaiter<T, M>::TryCallAwaiter;
  typename M::Reply await_resume() {
    auto answer = TryCallAwaiter<T, M>::await_resume();
    if (!answer) {
      std::string text = call_error_text(answer.error(), type_name<T>(), type_name<M>());
      throw CallError(std::move(answer.error()), std::move(text));
    }
    if constexpr (!std::is_void_v<typename M::Reply>) return std::move(*answer);
  }
};

template <class T, class M>
consteval void check_call() {
  check_message<M>();
  static_assert(
      requires { typename M::Reply; },
      "a call message says what it is answered with: `using Reply = …;` in it");
  static_assert(handles_call<T, M> || handles_call_from<T, M>,
                "this server has no handle_call for this message");
}

}  // namespace detail

inline constexpr std::chrono::seconds default_call_timeout{5};

/// `bool allowed = co_await call(limiter, RateLimiter::Check{"203.0.113.7"})`: sends the message to the
/// server's handle_call and waits for its answer; the thread goes on with other processes. Throws CallError.
/// An answer that comes after the timeout is dropped.
template <class T, class M>
detail::CallAwaiter<T, M> call(const Server<T>& server, M message, Duration timeout = default_call_timeout) {
  detail::check_call<T, M>();
  return {server.pid(), std::move(message), timeout};
}

/// call() for those who expect that it may fail: gives std::expected<Reply, ExitReason>.
template <class T, class M>
detail::TryCallAwaiter<T, M> try_call(const Server<T>& server, M message,
                                      Duration timeout = default_call_timeout) {
  detail::check_call<T, M>();
  return {server.pid(), std::move(message), timeout};
}

}  // namespace anqa
