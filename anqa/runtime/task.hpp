#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

#include "anqa/base/pool.hpp"

namespace anqa {

template <class T>
class Task;

namespace detail {

/// What promises of every Task share: the frame's memory, who waits for it, and the exception that left it.
struct TaskPromiseBase {
  std::coroutine_handle<> continuation = std::noop_coroutine();
  std::exception_ptr error;

  static void* operator new(std::size_t size) { return pool_allocate(size); }
  static void operator delete(void* frame, std::size_t size) { pool_free(frame, size); }

  /// Hands control to whoever awaited the task, without growing the stack (symmetric transfer).
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> finished) const noexcept {
      return finished.promise().continuation;
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;

  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (error) std::rethrow_exception(std::move(error));
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() const noexcept {}
  void take() {
    if (error) std::rethrow_exception(std::move(error));
  }
};

}  // namespace detail

/// A computation that may wait: the return type of a handler or function that uses `co_await`.
///
/// It is lazy (starts when awaited) and owned by whoever holds it: destroying a Task destroys its frame
/// wherever it is suspended, and with it whatever it awaited, which is how `exit(pid, kill)` ends a
/// process in the middle of a handler. An exception that leaves the coroutine is rethrown at the
/// `co_await`. Frames come from the pool. A Task runs only inside a process.
template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  Task() = default;
  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) {
    if (this != &other) {
      Handle old = std::exchange(handle_, std::exchange(other.handle_, {}));
      if (old) old.destroy();
    }
    return *this;
  }
  /// Throws what a destructor in the frame throws.
  ~Task() noexcept(false) {
    if (handle_) std::exchange(handle_, {}).destroy();
  }

  /// False for a default-made or moved-from Task: nothing to run.
  explicit operator bool() const { return static_cast<bool>(handle_); }
  Handle handle() const { return handle_; }

  auto operator co_await() && noexcept {
    struct Awaiter {
      Handle handle;
      bool await_ready() const noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) const noexcept {
        handle.promise().continuation = waiting;
        return handle;
      }
      T await_resume() const { return handle.promise().take(); }
    };
    return Awaiter{handle_};
  }

 private:
  Handle handle_;
};

namespace detail {

template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<TaskPromise<T>>::from_promise(*this)};
}

inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<TaskPromise<void>>::from_promise(*this)};
}

template <class T>
inline constexpr bool is_task = false;
template <class T>
inline constexpr bool is_task<Task<T>> = true;

}  // namespace detail
}  // namespace anqa
