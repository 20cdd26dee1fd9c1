#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>

#include "anqa/data/database.hpp"
#include "anqa/data/detail/working_for.hpp"
#include "anqa/runtime/blocking.hpp"

namespace anqa {

class System;

namespace detail {

/// Runs the single writes of processes one after the other on one thread, where a database has only one
/// connection that writes: a thread for each would do nothing but wait for it and wake the next. What takes
/// as long as its user likes, a transaction, is not for here.
class WriteQueue {
 public:
  /// From any thread of a scheduler.
  void submit(std::unique_ptr<BlockingJob> job);

 private:
  class Runner;
  void run();
  /// Nobody is going to run them.
  void drop();

  std::mutex mutex_;
  std::deque<std::unique_ptr<BlockingJob>> jobs_;
  /// Whose thread is at it; null: nobody's.
  System* running_ = nullptr;
};

/// Like blocking(), by way of the database's queue if it has one.
template <class Work>
class WriteAwaiter : public ValueWaiter<BlockingOutcome<std::invoke_result_t<Work&>>> {
  using Result = std::invoke_result_t<Work&>;

 public:
  WriteAwaiter(WriteQueue* queue, Work work) : queue_(queue), work_(std::move(work)) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    this->wait(handle);
    auto job = std::make_unique<WorkJob<Work, Result>>(std::move(work_), this->promise());
    queue_ ? queue_->submit(std::move(job)) : submit_blocking(std::move(job));
  }
  Result await_resume() {
    if (this->value_->error) std::rethrow_exception(this->value_->error);
    return std::move(*this->value_->value);
  }

 private:
  WriteQueue* queue_;
  Work work_;
};

}  // namespace detail
}  // namespace anqa
