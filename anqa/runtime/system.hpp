#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/runtime/scheduler.hpp"
#include "anqa/runtime/spawn.hpp"

namespace anqa {

namespace detail {
class ProcessTable;
class NameTable;
class Router;
}  // namespace detail

/// Thrown by System::run() when its process ended before its body did: killed, or by an exit signal.
class ProcessEnded : public std::exception {
 public:
  explicit ProcessEnded(ExitReason reason)
      : reason_(std::move(reason)), what_("the process ended: " + reason_.to_string()) {}
  const ExitReason& reason() const { return reason_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  ExitReason reason_;
  std::string what_;
};

/// One world of processes: its table, its names and the scheduler that runs them. A program has one, made by
/// anqa::run(); a test may make any number, one after the other.
class System {
 public:
  /// With a ThreadedScheduler on as many threads as there are cores.
  System();
  /// `node` is the number that the Pids of its processes carry, see Pid::node(); Systems that reach each
  /// other have different ones.
  /// With `first_serial` none of them is one that an earlier System of that number had.
  explicit System(std::unique_ptr<Scheduler> scheduler, std::uint8_t node = 0,
                  std::uint32_t first_serial = 1);
  /// Kills what still runs.
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  /// The system of this thread, or else the newest of the program; aborts when there is none.
  static System& current();
  static System* current_or_null();

  Scheduler& scheduler() { return *scheduler_; }
  detail::ProcessTable& table() { return *table_; }
  detail::NameTable& names() { return *names_; }
  std::vector<Pid> processes() const;

  /// Takes what is sent to processes of other Systems; not owned. Without one they are out of reach. Set it
  /// before any process runs.
  void set_router(detail::Router* router) { router_.store(router, std::memory_order_release); }
  detail::Router* router() const { return router_.load(std::memory_order_acquire); }

  /// Runs `body(args…)`, a captureless coroutine, in a process of its own; waits for its end and returns its
  /// value or throws what it threw. Not from inside a process.
  template <class Body, class... Args>
  auto run(Body body, Args... args) {
    using T = typename std::invoke_result_t<Body, Args...>::promise_type;
    return run_task(take_value<T>{}, body(std::move(args)...));
  }

  /// Makes this system current() on the calling thread for a scope.
  class Scope {
   public:
    explicit Scope(System& system);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    System* before_;
  };

 private:
  template <class Promise>
  struct take_value;
  template <class T>
  struct take_value<detail::TaskPromise<T>> {
    using type = T;
  };
  template <class T>
  struct Outcome {
    std::exception_ptr error;
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> value;
  };
  /// The body of run(): stores what became of the task. `outcome` outlives it: run_until_ended() waits.
  template <class T>
  static Task<void> report(Task<T> task, Outcome<T>* outcome) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(task);
        outcome->value = true;
      } else {
        outcome->value.emplace(co_await std::move(task));
      }
    } catch (...) {
      outcome->error = std::current_exception();
    }
  }
  template <class T>
  T run_task(take_value<detail::TaskPromise<T>>, Task<T> task) {
    Outcome<T> outcome;
    ExitReason reason = run_until_ended(report<T>(std::move(task), &outcome));
    if (outcome.error) std::rethrow_exception(outcome.error);
    if (!outcome.value) throw ProcessEnded(std::move(reason));
    if constexpr (!std::is_void_v<T>) return std::move(*outcome.value);
  }
  /// Starts a process for the task and waits until it has ended.
  ExitReason run_until_ended(Task<void> task);

  std::unique_ptr<detail::ProcessTable> table_;
  std::unique_ptr<detail::NameTable> names_;
  std::unique_ptr<Scheduler> scheduler_;
  std::atomic<detail::Router*> router_{nullptr};
};

}  // namespace anqa
