#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "anqa/runtime/task.hpp"

namespace anqa::http {

/// Where a streamed response goes: a connection, an HTTP/2 stream, or a test that collects it.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// Gives false once nobody reads any more.
  virtual Task<bool> write(std::string bytes) = 0;
};

/// Writes the body of one response piece by piece; see StreamBody. Copies write to the same response, from
/// the process that streams it and as long as it does: elsewhere and later write() gives false.
class BodyWriter {
 public:
  explicit BodyWriter(std::shared_ptr<BodySink> sink) : sink_(std::move(sink)) {}

  /// `co_await writer.write(bytes)`: sends the piece at once and waits until the client's side has taken all
  /// but what its socket buffers. False: the client is gone, and whatever follows would be lost, too; an
  /// empty piece sends nothing and asks whether it is. A client that takes nothing for Timeouts::write is
  /// gone.
  Task<bool> write(std::string bytes) const { return sink_->write(std::move(bytes)); }

 private:
  std::shared_ptr<BodySink> sink_;
};

/// A body that is made while it is sent: `StreamBody(rows)` with a function `Task<void> rows(BodyWriter)`, or
/// any callable, kept until it has ended, that gives such a task. It runs in the process that called the
/// handler, once, and the body ends when it returns. HTTP/1.1 sends it in chunks, HTTP/1.0 until the
/// connection closes. An exception that leaves it breaks the connection off, so that the client does not take
/// what it has for the whole, and is logged. For HEAD it does not run.
class StreamBody {
 public:
  StreamBody() = default;

  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, StreamBody> &&
             std::is_invocable_r_v<Task<void>, std::decay_t<F>&, BodyWriter>)
  explicit StreamBody(F&& run) : callable_(std::make_unique<Kept<std::decay_t<F>>>(std::forward<F>(run))) {}

  /// The task that writes the body. This object must outlive it.
  Task<void> run(BodyWriter writer) { return callable_->run(std::move(writer)); }
  explicit operator bool() const { return callable_ != nullptr; }

 private:
  struct Callable {
    Callable() = default;
    Callable(const Callable&) = delete;
    Callable& operator=(const Callable&) = delete;
    virtual ~Callable() = default;
    virtual Task<void> run(BodyWriter writer) = 0;
  };
  template <class F>
  struct Kept final : Callable {
    template <class Given>
    explicit Kept(Given&& given) : function(std::forward<Given>(given)) {}
    Task<void> run(BodyWriter writer) override { return function(std::move(writer)); }
    F function;
  };
  std::unique_ptr<Callable> callable_;
};

}  // namespace anqa::http
