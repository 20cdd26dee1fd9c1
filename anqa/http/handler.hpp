#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "anqa/http/request.hpp"
#include "anqa/http/response.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa::http {

/// What a handler gives back: the response, or a task that will give it.
using Answer = std::variant<Response, Task<Response>>;

/// Turns a request into a response: any callable object that takes a Request (by value or by const reference)
/// and returns a Response, a Task<Response> or an Answer. One that returns a Response costs no coroutine; one
/// that waits only sometimes returns an Answer. By HTTP/1.1 it runs in the connection's process, by HTTP/2 in
/// one of its own, which is asked to end (`shutdown`) when the client gives the request up. An exception that
/// leaves it becomes a 500 and one line in the log. Copies share the callable, which several schedulers call
/// at the same time: it must be const and safe for that. A coroutine takes the Request by value.
class Handler {
 public:
  Handler() = default;

  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Handler> &&
             std::invocable<const std::remove_cvref_t<F>&, Request> &&
             std::convertible_to<std::invoke_result_t<const std::remove_cvref_t<F>&, Request>, Answer>)
  Handler(F&& function)  // NOLINT(google-explicit-constructor): a lambda is a handler
      : callable_(std::make_shared<const std::remove_cvref_t<F>>(std::forward<F>(function))),
        call_([](const void* callable, Request&& request) -> Answer {
          return (*static_cast<const std::remove_cvref_t<F>*>(callable))(std::move(request));
        }) {}

  Answer operator()(Request&& request) const { return call_(callable_.get(), std::move(request)); }
  explicit operator bool() const { return call_ != nullptr; }

 private:
  std::shared_ptr<const void> callable_;
  Answer (*call_)(const void*, Request&&) = nullptr;
};

}  // namespace anqa::http
