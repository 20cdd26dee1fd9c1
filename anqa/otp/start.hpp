#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>

#include "anqa/otp/gen_server.hpp"
#include "anqa/otp/via.hpp"

namespace anqa {

/// How a server starts, for start_link(), start(), try_start_link() and try_start().
struct StartOptions {
  std::string name = {};                 ///< registered under this name before its constructor runs
  Via via = {};                          ///< or in a registry: `Registry::via("rooms", "lobby")`
  std::optional<Duration> timeout = {};  ///< how long init() may take before it is killed; only for try_…
  std::optional<Duration> hibernate_after = {};  ///< gives memory back when it has been idle for so long
  MailboxLimit mailbox = {};                     ///< how many messages may wait; no limit unless set
};

/// Why a server did not start.
struct StartError {
  enum class Kind : std::uint8_t {
    already_started,  ///< `pid` has the name
    ignored,          ///< its constructor or init() called ignore()
    timeout,          ///< its init() took longer than StartOptions::timeout, and was killed
    failed,           ///< its constructor or init() threw or called stop(); `reason` says why
  };
  using enum Kind;
  Kind kind = failed;
  Pid pid = {};
  ExitReason reason = {};
  /// "already started: <0.7.1>"
  std::string to_string() const;
};

namespace detail {

enum class Linked : bool { no, yes };

/// Who has the name already; a default-made Pid when it is the new process's now, or when there is no name.
Pid take_name(NewProcess& fresh, const StartOptions& options);
void apply(NewProcess& fresh, const StartOptions& options);
/// The exception that is being handled, as the reason for which a server did not start.
ExitReason constructor_failure();

template <class T, class... Args>
Server<T> start_with(Linked linked, const StartOptions& options, Args&&... args) {
  NewProcess fresh(server_behaviour<T>);
  apply(fresh, options);
  fresh.template construct<T>(std::forward<Args>(args)...);
  if (linked == Linked::yes) fresh.link_to_starter();
  return Server<T>(fresh.commit());
}

/// What every TryStart does whatever the class.
class TryStartBase : public ValueWaiter<Nothing> {
 public:
  bool await_ready() const noexcept { return false; }

 protected:
  TryStartBase(Linked linked, StartOptions options) : linked_(linked), options_(std::move(options)) {}
  /// `construct(fresh, self)` makes the object.
  bool begin(std::coroutine_handle<> handle, const Behaviour& behaviour,
             void (*construct)(NewProcess&, void*), void* self);
  std::expected<Pid, StartError> outcome();

 private:
  Linked linked_;
  StartOptions options_;
  Pid pid_;
  std::optional<StartError> failed_at_once_;
};

template <class T, class... Args>
class TryStartAwaiter : public TryStartBase {
 public:
  TryStartAwaiter(Linked linked, StartOptions options, Args... args)
      : TryStartBase(linked, std::move(options)), args_(std::move(args)...) {}
  bool await_suspend(std::coroutine_handle<> handle) {
    return begin(handle, server_behaviour<T>, &construct, this);
  }
  std::expected<Server<T>, StartError> await_resume() {
    auto pid = outcome();
    if (!pid) return std::unexpected(std::move(pid.error()));
    return Server<T>(*pid);
  }

 private:
  static void construct(NewProcess& fresh, void* self) {
    std::apply([&](Args&... args) { fresh.construct<T>(std::move(args)...); },
               static_cast<TryStartAwaiter*>(self)->args_);
  }
  std::tuple<Args...> args_;
};

}  // namespace detail

/// start_link() with options: `start_link<RateLimiter>(StartOptions{.name = "limiter"}, 5)`. Throws
/// std::runtime_error when another process has the name.
template <class T, std::same_as<StartOptions> Options, class... Args>
Server<T> start_link(Options options, Args&&... args) {
  return detail::start_with<T>(detail::Linked::yes, options, std::forward<Args>(args)...);
}
template <class T, std::same_as<StartOptions> Options, class... Args>
Server<T> start(Options options, Args&&... args) {
  return detail::start_with<T>(detail::Linked::no, options, std::forward<Args>(args)...);
}

/// OTP's start_link/3 in full: `auto limiter = co_await try_start_link<RateLimiter>({.name = "limiter"}, 5);`
/// waits until init() is done and gives the server, or why there is none. A server that fails to start does
/// not take the caller along; once started it is linked.
template <class T, class... Args>
auto try_start_link(StartOptions options, Args... args) {
  return detail::TryStartAwaiter<T, Args...>(detail::Linked::yes, std::move(options), std::move(args)...);
}
/// The same without the link.
template <class T, class... Args>
auto try_start(StartOptions options, Args... args) {
  return detail::TryStartAwaiter<T, Args...>(detail::Linked::no, std::move(options), std::move(args)...);
}

}  // namespace anqa
