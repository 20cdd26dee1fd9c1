#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/live/cid.hpp"
#include "anqa/runtime/exit_reason.hpp"
#include "anqa/runtime/pid.hpp"
#include "anqa/runtime/process.hpp"
#include "anqa/runtime/task.hpp"

namespace anqa {

class LiveInstance;

namespace detail {

/// What a task of a live view came to, whatever its type.
class AsyncValue {
 public:
  virtual ~AsyncValue() = default;
};
template <class T>
class AsyncValueOf final : public AsyncValue {
 public:
  explicit AsyncValueOf(T the_value) : value(std::move(the_value)) {}
  T value;
};

/// What a task sends its view when it is done. It is moved from process to process.
class AsyncDone {
 public:
  AsyncDone(std::uint64_t ref, std::unique_ptr<AsyncValue> value) : ref_(ref), value_(std::move(value)) {}
  std::uint64_t ref() const { return ref_; }
  AsyncValue* value() const { return value_.get(); }

 private:
  std::uint64_t ref_;
  std::unique_ptr<AsyncValue> value_;
};

/// Starts a task as the calling process.
class AsyncStart {
 public:
  virtual ~AsyncStart() = default;
  virtual Pid start(Pid owner, std::uint64_t ref) = 0;
};

/// Brings a value, or why there is none, to the view or component that wants it.
using AsyncDeliver = Task<void> (*)(LiveInstance& instance, AsyncValue* value, const ExitReason& why);

/// The tasks of one live view and of its components. They end with it.
class Asyncs {
 public:
  struct Running {
    std::uint64_t ref;
    Pid pid;
    MonitorRef monitor;
    std::string name;
    Cid cid;
    AsyncDeliver deliver;
    std::unique_ptr<AsyncStart> waiting;  ///< for the page to be connected
    bool superseded = false;              ///< another one of its name was started after it
  };

  Asyncs() = default;
  Asyncs(const Asyncs&) = delete;
  Asyncs& operator=(const Asyncs&) = delete;
  ~Asyncs();

  void add(std::string name, Cid cid, std::unique_ptr<AsyncStart> start, AsyncDeliver deliver,
           bool connected);
  /// Starts what could not be started before the page was connected.
  void start_waiting();
  /// True when there was one to cancel; that it is gone is delivered as any other end.
  bool cancel(std::string_view name, Cid cid, const ExitReason& reason);
  std::optional<Running> take(std::uint64_t ref);
  std::optional<Running> take(Pid pid);
  bool empty() const { return running_.empty(); }

 private:
  std::vector<Running> running_;
  std::uint64_t last_ref_ = 0;
};

}  // namespace detail
}  // namespace anqa
