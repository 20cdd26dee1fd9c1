#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/otp/await_many.hpp"
#include "anqa/runtime/await.hpp"

namespace anqa {

/// How async_stream() goes over its input.
struct StreamOptions {
  enum class OnTimeout : std::uint8_t {
    exit,       ///< next() throws CallError, and all tasks of the stream are killed
    kill_task,  ///< that task is killed; its item says `timeout`
  };
  using enum OnTimeout;

  std::size_t max_concurrency = 0;          ///< tasks at once; 0: as many as there are scheduler threads
  bool ordered = true;                      ///< items in the order of the input; else in that of their ends
  Duration timeout = default_call_timeout;  ///< of each task
  OnTimeout on_timeout = OnTimeout::exit;
  bool zip_input_on_exit = false;  ///< the item of a task that failed holds its input (which is copied)
};

/// The item of a task that came to no value.
template <class In>
struct StreamFailure {
  ExitReason reason;
  std::optional<In> input;  ///< with zip_input_on_exit
};

namespace detail {
std::size_t default_concurrency();
/// So long from now, as far as the clock goes.
TimePoint moment_after(Duration duration);
CallError stream_timeout(Pid task, Duration limit);
}  // namespace detail

/// What async_stream() returns; belongs to the process that made it. Dropped, it kills its tasks.
template <class Launch, std::ranges::input_range R, class F, class... Args>
class AsyncStream {
 public:
  using In = std::ranges::range_value_t<R>;
  using T = detail::function_value<F, In, Args...>;
  using Item = std::expected<T, StreamFailure<In>>;

  AsyncStream(Launch launch, R range, F function, StreamOptions options, Args... args)
      : launch_(std::move(launch)),
        range_(std::make_unique<R>(std::move(range))),
        function_(std::move(function)),
        args_(std::move(args)...),
        options_(options) {
    detail::check_task<F, In, Args...>();
    if (options_.max_concurrency == 0) options_.max_concurrency = detail::default_concurrency();
  }

  /// `while (auto item = co_await stream.next())`: the next item; nothing after the last. It pulls as much of
  /// the input as there is room for tasks, and looks at their time limits.
  Task<std::optional<Item>> next() {
    for (;;) {
      while (running_.size() < options_.max_concurrency && has_input()) {
        In input = *position();
        ++position();
        Running fresh;
        if constexpr (std::is_copy_constructible_v<In>) {
          if (options_.zip_input_on_exit) fresh.input = input;
        }
        auto launched = launch(std::move(input));
        if constexpr (detail::is_task<decltype(launched)>) {
          fresh.task = co_await std::move(launched);
        } else {
          fresh.task = std::move(launched);
        }
        fresh.deadline = detail::moment_after(options_.timeout);
        running_.push_back(std::move(fresh));
      }
      if (running_.empty()) co_return std::nullopt;
      end_late_ones();
      if (auto found = find_done(); found != running_.end()) {
        // The exit signal of a linked task that failed lies in the mailbox: it is to be acted on first.
        if (found->task && state(*found).failed()) co_await yield();
        Item item = item_of(*found);
        running_.erase(found);
        co_return item;
      }
      co_await detail::GroupWaiter(awaited(), 1, time_left());
    }
  }

  /// All items that are left.
  Task<std::vector<Item>> collect() {
    std::vector<Item> items;
    while (auto item = co_await next()) items.push_back(std::move(*item));
    co_return items;
  }

 private:
  struct Running {
    Async<T> task;  // empty once it was killed for being late
    std::optional<In> input;
    TimePoint deadline;
  };

  std::ranges::iterator_t<R>& position() {
    if (!position_) position_.emplace(std::ranges::begin(*range_));
    return *position_;
  }
  bool has_input() { return position() != std::ranges::end(*range_); }
  auto launch(In input) const {
    return std::apply(
        [&](const Args&... args) { return launch_(function_, std::move(input), Args(args)...); }, args_);
  }

  static detail::TaskState& state(Running& running) { return *detail::AsyncAccess::state(running.task); }
  static bool is_done(Running& running) { return !running.task || state(running).done(); }

  void end_late_ones() {
    const TimePoint now = detail::moment_after({});
    for (Running& running : running_) {
      if (is_done(running) || running.deadline > now) continue;
      if (options_.on_timeout == StreamOptions::exit) {
        const Pid task = running.task.pid();
        running_.clear();
        throw detail::stream_timeout(task, options_.timeout);
      }
      running.task = {};
    }
  }

  auto find_done() {
    if (options_.ordered) return is_done(running_.front()) ? running_.begin() : running_.end();
    return std::ranges::find_if(running_, is_done);
  }

  Item item_of(Running& running) {
    if (!running.task) return failed(ExitReason::timeout, running);
    auto done = std::move(detail::AsyncAccess::state(running.task));
    auto outcome = done->take();
    if (!outcome) return failed(std::move(outcome.error()), running);
    if constexpr (std::is_void_v<T>) {
      return {};
    } else {
      return std::move(*outcome);
    }
  }
  static Item failed(ExitReason reason, Running& running) {
    return std::unexpected(StreamFailure<In>{std::move(reason), std::move(running.input)});
  }

  /// Those of which one must end before there is an item; the time limits of all count.
  std::vector<detail::TaskState*> awaited() {
    std::vector<detail::TaskState*> states;
    for (Running& running : running_) {
      states.push_back(&state(running));
      if (options_.ordered) break;
    }
    return states;
  }
  Duration time_left() {
    TimePoint first = TimePoint::max();
    for (Running& running : running_) {
      if (!is_done(running)) first = std::min(first, running.deadline);
    }
    return first - detail::moment_after({});
  }

  Launch launch_;
  // Behind a pointer: the position stays when the stream is moved.
  std::unique_ptr<R> range_;
  std::optional<std::ranges::iterator_t<R>> position_;
  F function_;
  std::tuple<Args...> args_;
  StreamOptions options_;
  std::deque<Running> running_;
};

namespace detail {
/// Starts the tasks of a stream linked to its owner.
struct LaunchHere {
  template <class F, class... Args>
  auto operator()(F function, Args... args) const {
    return start_async(true, std::move(function), std::move(args)...);
  }
};
}  // namespace detail

/// Runs `function(element, args…)` for each element of a range, each in a task, no more than so many at once,
/// and gives what they come to one after the other:
///
///     auto pages = async_stream(urls, &fetch, {.max_concurrency = 8, .on_timeout =
///     StreamOptions::kill_task}); while (auto page = co_await pages.next()) …   // *page is the value, or a
///     StreamFailure
///
/// The range is copied, or moved in; it may be a view, also one without end: it is pulled as tasks end. The
/// tasks are linked, as those of async(): see TaskSupervisor::async_stream_nolink() for those that may crash.
template <std::ranges::input_range R, class F, class... Args>
  requires detail::function_of<F, std::ranges::range_value_t<R>, Args...>
auto async_stream(R range, F function, StreamOptions options = {}, Args... args) {
  return AsyncStream<detail::LaunchHere, R, F, Args...>({}, std::move(range), std::move(function), options,
                                                        std::move(args)...);
}

}  // namespace anqa
