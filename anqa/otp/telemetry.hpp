#pragma once

#include <atomic>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/clock.hpp"
#include "anqa/base/fixed_string.hpp"
#include "anqa/base/log.hpp"
#include "anqa/base/reflect.hpp"
#include "anqa/runtime/task.hpp"

/// Events for those who measure, OTP's telemetry. Code says what happened, and handlers that an application
/// attaches count it, log it or send it on. A handler runs where the event happens, at once: it must be
/// quick. One that throws is detached, and the log says so.

namespace anqa {

/// The base of an event with fields of its own:
/// `struct QueryDone : TelemetryEvent<"repo.query.stop"> { Duration duration; std::string source; };`
template <FixedString Name>
struct TelemetryEvent {
  static constexpr std::string_view event_name = Name.view();
  bool operator==(const TelemetryEvent&) const = default;
};

namespace telemetry {

/// A number of an event. A duration is its nanoseconds.
struct Measurement {
  template <class Number>
    requires std::integral<Number> || std::floating_point<Number>
  Measurement(std::string_view its_key, Number number)
      : key(its_key), integer(static_cast<std::int64_t>(number)), real(static_cast<double>(number)) {}
  template <class Rep, class Period>
  Measurement(std::string_view its_key, std::chrono::duration<Rep, Period> length)
      : Measurement(its_key, std::chrono::duration_cast<Duration>(length).count()) {}

  std::string_view key;
  std::int64_t integer;  ///< the number, or what is before its point
  double real;
};
using Measurements = std::initializer_list<Measurement>;

/// An event of any kind, as handlers of several kinds see it. Lives as long as the handler runs.
struct Event {
  std::string_view name;
  const std::vector<Measurement>& measurements;
  const std::vector<LogField>& metadata;

  /// Null when it has none of that name.
  const Measurement* measurement(std::string_view key) const;
  const std::string* find(std::string_view key) const;
};
using Handler = std::function<void(const Event&)>;

template <class E>
concept TypedEvent = requires {
  { E::event_name } -> std::convertible_to<std::string_view>;
};

/// Attaches a handler under an id of its own to the events of a name, `"repo.query.stop"`, or to those whose
/// names begin alike, `"repo.*"`; `"*"` is all. False when the id is taken.
bool attach(std::string_view id, std::string_view event, Handler handler);
bool attach_many(std::string_view id, std::vector<std::string> events, Handler handler);
/// To events of one type, which the handler gets as they are:
/// `telemetry::attach<QueryDone>("slow", [](const QueryDone& done) { … });`
template <TypedEvent E>
bool attach(std::string_view id, std::function<void(const E&)> handler);
bool detach(std::string_view id);

struct HandlerInfo {
  std::string id;
  std::vector<std::string> events;
};
/// Those that would get the event; all of them for "*".
std::vector<HandlerInfo> list_handlers(std::string_view event = "*");

namespace detail {

/// Whether anybody is attached to the events of a type. All slots are in one list, so that attach() finds
/// them.
struct EventSlot {
  explicit EventSlot(std::string_view event_name);
  std::atomic<bool> wanted{false};
  std::string_view name;
  EventSlot* next = nullptr;
};
template <class E>
inline EventSlot slot{E::event_name};

extern std::atomic<bool> anybody;

using Typed = std::function<void(const void*)>;
bool attach_typed(std::string_view id, std::string_view event, const void* type, Typed handler);
/// `object` is the typed event, if it is one; `fill` makes the general form when a handler wants it.
using Fill = void (*)(const void* object, std::vector<Measurement>& measurements,
                      std::vector<LogField>& metadata);
void execute(std::string_view name, const void* type, const void* object, Fill fill);
void execute(std::string_view name, std::vector<Measurement> measurements, std::vector<LogField> metadata);

template <class T>
inline constexpr char type_tag = 0;

template <class Value>
void put_field(std::string_view key, const Value& value, std::vector<Measurement>& measurements,
               std::vector<LogField>& metadata) {
  if constexpr (std::is_same_v<Value, bool> || std::is_convertible_v<const Value&, std::string_view>) {
    metadata.emplace_back(key, value);
  } else if constexpr (std::is_constructible_v<Measurement, std::string_view, const Value&>) {
    measurements.emplace_back(key, value);
  } else if constexpr (requires { value.to_string(); }) {
    metadata.emplace_back(key, std::string(value.to_string()));
  }
}
/// Numbers and durations are measurements; texts, and what has to_string(), are metadata. What is neither is
/// for the handlers of the type only.
template <class E>
void fill(const void* object, std::vector<Measurement>& measurements, std::vector<LogField>& metadata) {
  for_each_field(*static_cast<const E*>(object), [&](std::string_view key, const auto& value) {
    put_field(key, value, measurements, metadata);
  });
}

}  // namespace detail

template <TypedEvent E>
bool attach(std::string_view id, std::function<void(const E&)> handler) {
  return detail::attach_typed(
      id, E::event_name, &detail::type_tag<E>,
      [handler = std::move(handler)](const void* event) { handler(*static_cast<const E*>(event)); });
}

/// Tells who is attached. Costs one load when nobody is.
template <TypedEvent E>
void execute(const E& event) {
  if (!detail::slot<E>.wanted.load(std::memory_order_relaxed)) return;
  detail::execute(E::event_name, &detail::type_tag<E>, &event, &detail::fill<E>);
}
/// Without a type: `telemetry::execute("cache.hit", {{"size", 3}}, {{"cache", "users"}});`
inline void execute(std::string_view event, Measurements measurements = {}, LogFields metadata = {}) {
  if (detail::anybody.load(std::memory_order_relaxed)) detail::execute(event, measurements, metadata);
}

/// A piece of work with a beginning and an end: `name.start` when it is made, with `system_time` and
/// `monotonic_time`, then `name.stop` or `name.exception` with `duration` and `monotonic_time`, all in
/// nanoseconds and of the clock of the process's system. Its metadata goes with each, and `span`, a number of
/// its own. One that is destroyed without having been stopped says nothing more, like a process that is
/// killed.
class Span {
 public:
  explicit Span(std::string_view name, LogFields metadata = {})
      : Span(name, std::vector<LogField>(metadata)) {}
  Span(std::string_view name, std::vector<LogField> metadata);
  Span(Span&& other) noexcept
      : name_(std::move(other.name_)),
        metadata_(std::move(other.metadata_)),
        start_(other.start_),
        open_(std::exchange(other.open_, false)) {}
  Span& operator=(Span&&) = delete;
  void stop(Measurements measurements = {}, LogFields metadata = {});
  /// With `kind`, the exception's type, and `reason`, its what(). In a catch block.
  void exception();

 private:
  void end(std::string_view how, std::vector<Measurement> measurements, LogFields metadata);
  std::string name_;
  std::vector<LogField> metadata_;
  TimePoint start_{};
  bool open_ = false;  ///< somebody was attached when it began
};

/// `auto rows = telemetry::span("repo.query", {{"source", "users"}}, [&] { return query(); });` makes a Span
/// of what the function does, and gives what it gives or throws what it throws.
template <std::invocable F>
decltype(auto) span(std::string_view name, LogFields metadata, F&& work) {
  Span span(name, metadata);
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
      std::forward<F>(work)();
      span.stop();
    } else {
      decltype(auto) result = std::forward<F>(work)();
      span.stop();
      return static_cast<decltype(result)>(result);
    }
  } catch (...) {
    span.exception();
    throw;
  }
}

namespace detail {
template <class T>
Task<T> span_of(std::string name, std::vector<LogField> metadata, Task<T> work) {
  Span span(name, std::move(metadata));
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(work);
      span.stop();
      co_return;
    } else {
      T result = co_await std::move(work);
      span.stop();
      co_return result;
    }
  } catch (...) {
    span.exception();
    throw;
  }
}
}  // namespace detail

/// Of a coroutine: `auto user = co_await telemetry::span("users.load", {}, load(id));` The span begins when
/// it is awaited.
template <class T>
Task<T> span(std::string_view name, LogFields metadata, Task<T> work) {
  return detail::span_of<T>(std::string(name), std::vector<LogField>(metadata), std::move(work));
}

}  // namespace telemetry
}  // namespace anqa
