#pragma once

#include <concepts>
#include <coroutine>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/scheduler.hpp"

namespace anqa {

namespace detail {

void submit_blocking(std::unique_ptr<BlockingJob> job);

template <class T>
struct BlockingOutcome {
  std::exception_ptr error;
  std::optional<T> value;
};

template <class Work, class T>
class WorkJob final : public BlockingJob {
 public:
  WorkJob(Work work, Promise<BlockingOutcome<T>> promise)
      : work_(std::move(work)), promise_(std::move(promise)) {}
  void run() noexcept override {
    BlockingOutcome<T> outcome;
    try {
      if constexpr (std::is_same_v<T, Nothing>) {
        work_();
        outcome.value.emplace();
      } else {
        outcome.value.emplace(work_());
      }
    } catch (...) {
      outcome.error = std::current_exception();
    }
    promise_.set_value(std::move(outcome));
  }

 private:
  Work work_;
  Promise<BlockingOutcome<T>> promise_;
};

template <class Work>
class BlockingAwaiter
    : public ValueWaiter<BlockingOutcome<std::conditional_t<std::is_void_v<std::invoke_result_t<Work&>>,
                                                            Nothing, std::invoke_result_t<Work&>>>> {
  using Result = std::invoke_result_t<Work&>;
  using T = std::conditional_t<std::is_void_v<Result>, Nothing, Result>;

 public:
  explicit BlockingAwaiter(Work work) : work_(std::move(work)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    this->wait(handle);
    submit_blocking(std::make_unique<WorkJob<Work, T>>(std::move(work_), this->promise()));
  }
  Result await_resume() {
    if (this->value_->error) std::rethrow_exception(this->value_->error);
    if constexpr (!std::is_void_v<Result>) return std::move(*this->value_->value);
  }

 private:
  Work work_;
};

}  // namespace detail

/// `auto rows = co_await blocking([db = …] { return db->query(…); })`: runs the work on a thread that may
/// block (a file, a database's C library, a long computation), not on a scheduler, and gives its result or
/// throws what it threw. The work owns all that it uses: when the awaiting process is killed it still runs to
/// its end, and its result is dropped.
template <std::invocable Work>
detail::BlockingAwaiter<Work> blocking(Work work) {
  return detail::BlockingAwaiter<Work>(std::move(work));
}

}  // namespace anqa
