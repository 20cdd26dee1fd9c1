#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "anqa/http/body_writer.hpp"
#include "anqa/http/response.hpp"

namespace anqa::http {

/// One event of a text/event-stream (HTML Living Standard, "Server-sent events").
struct SseEvent {
  /// Any text; its lines arrive joined by "\n" whatever ended them here.
  std::string data;
  /// What the browser listens for: `addEventListener("price", …)`; empty is "message". One line.
  std::string event = {};
  /// What the browser sends as Last-Event-ID when it comes back. One line, no NUL.
  std::string id = {};
  /// How long the browser waits before it comes back.
  std::optional<std::chrono::milliseconds> retry = {};
};

/// The event as it stands on the wire. Throws std::invalid_argument where `event` or `id` is more than a
/// line, as the rest of it would be read as fields of their own.
std::string to_string(const SseEvent& event);

/// Writes server-sent events; what the function given to sse() gets.
class Sse {
 public:
  explicit Sse(BodyWriter writer) : writer_(std::move(writer)) {}

  /// False once the client is gone, as BodyWriter::write().
  Task<bool> send(SseEvent event) const;
  Task<bool> send(std::string data) const { return send(SseEvent{.data = std::move(data)}); }
  /// A line that the browser passes over. Where events are rare, one in half a minute keeps proxies from
  /// closing the connection, and tells when the client is gone.
  Task<bool> keep_alive() const;

 private:
  BodyWriter writer_;
};

/// The response that streams events: `return sse(prices)` with `Task<void> prices(Sse)`, which may wait for
/// what it sends (`receive`, `sleep_for`) and ends the stream by returning.
template <class F>
  requires std::is_invocable_r_v<Task<void>, std::decay_t<F>&, Sse>
Response sse(F&& run) {
  struct Adapter {
    std::decay_t<F> function;
    Task<void> operator()(BodyWriter writer) { return function(Sse(std::move(writer))); }
  };
  Response response = Response::stream(200, "text/event-stream", StreamBody(Adapter{std::forward<F>(run)}));
  response.headers.add("cache-control", "no-cache");
  return response;
}

}  // namespace anqa::http
