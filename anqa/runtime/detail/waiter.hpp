#pragma once

#include <coroutine>
#include <cstdint>
#include <optional>
#include <utility>

#include "anqa/base/clock.hpp"
#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/timer.hpp"

namespace anqa::detail {

/// The waiting end of anything that a process awaits. It lies in the coroutine's frame, is known to its
/// process by a reference number, and takes itself off when the frame is destroyed while suspended: a
/// completion that comes later finds nobody and is dropped.
class Waiter {
 public:
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  std::uint64_t ref() const { return ref_; }
  std::coroutine_handle<> handle() const { return handle_; }
  /// Takes what came. Runs on the process's thread; the frame is resumed soon after.
  virtual void arrive(Envelope& completion) = 0;
  /// The process from which it must come, if there is one: when the connection to its node breaks, the wait
  /// ends with a LostEnvelope.
  virtual Pid awaited() const { return {}; }

 protected:
  Waiter() = default;
  virtual ~Waiter() { forget(); }

  /// Registers with the current process before anything can complete.
  void wait(std::coroutine_handle<> handle);
  /// Also ends the wait with a TimeoutEnvelope after `limit`.
  void wait(std::coroutine_handle<> handle, Duration limit);
  void forget();
  /// What it awaits is there already, and the process has had its turn: goes on with it after others had
  /// theirs.
  void wait_for_turn(std::coroutine_handle<> handle);

 private:
  friend struct WaiterList;
  ProcessCore* core_ = nullptr;
  Waiter** list_ = nullptr;  // the list it is in: the core's waiting or ready
  Waiter* next_ = nullptr;
  Waiter* previous_ = nullptr;
  std::uint64_t ref_ = 0;
  std::coroutine_handle<> handle_;
  TimerHandle timer_;
};

/// Circular lists of waiters, by head pointer.
struct WaiterList {
  static void push_back(Waiter*& head, Waiter& waiter);
  static void remove(Waiter& waiter);
  static Waiter* find(Waiter* head, std::uint64_t ref);
  /// Ends the waits for processes of that node with `reason`.
  static void connection_lost(const ProcessCore& core, std::uint8_t node, const ExitReason& reason);
  /// Moves it from waiting to ready, and cancels its timer.
  static void make_ready(ProcessCore& core, Waiter& waiter);
};

/// What a Promise sends: a value, or why there is none.
template <class T>
struct ValueEnvelope : CompletionEnvelope {
  ValueEnvelope(const EnvelopeType& envelope_type, std::uint64_t reference)
      : CompletionEnvelope(envelope_type, reference) {}
  std::optional<T> value;
  ExitReason failure;
};
template <class T>
std::string_view completion_name() {
  return type_name<T>();
}
template <class T>
AnswerTo put_value(Envelope& envelope, WireWriter& writer) {
  auto& answer = static_cast<ValueEnvelope<T>&>(envelope);
  writer.raw(answer.value.has_value());
  if (answer.value) {
    wire_put(*answer.value, writer);
  } else {
    wire_put(answer.failure, writer);
  }
  return {};
}
template <class T>
Envelope* get_value(const EnvelopeType& type, WireReader& reader, AnswerTo to) {
  EnvelopePtr envelope(make_envelope<ValueEnvelope<T>>(type, to.ref));
  auto& answer = static_cast<ValueEnvelope<T>&>(*envelope);
  bool has_value = false;
  wire_get(has_value, reader);
  if (has_value) {
    wire_get(answer.value.emplace(), reader);
  } else {
    wire_get(answer.failure, reader);
  }
  return reader.failed() ? nullptr : envelope.release();
}
template <class T>
Envelope* failed_value(const EnvelopeType& type, std::uint64_t ref, ExitReason reason) {
  auto* envelope = make_envelope<ValueEnvelope<T>>(type, ref);
  envelope->failure = std::move(reason);
  return envelope;
}
template <class T>
inline constexpr WireOps value_wire_ops{&put_value<T>, &get_value<T>, nullptr, &failed_value<T>};
template <class T>
consteval const WireOps* value_wire() {
  if constexpr (is_wire_able<T> && std::is_default_constructible_v<T>) {
    return &value_wire_ops<T>;
  } else {
    return nullptr;
  }
}
template <class T>
[[gnu::section("anqa_types")]] inline constexpr EnvelopeType value_type{EnvelopeKind::completion,
                                                                        payload_id<T>,
                                                                        &completion_name<T>,
                                                                        &destroy_envelope<ValueEnvelope<T>>,
                                                                        nullptr,
                                                                        nullptr,
                                                                        sizeof(ValueEnvelope<T>),
                                                                        false,
                                                                        value_wire<T>()};

/// The sending end: completes one wait of one process, from any thread, at most once. When it is destroyed
/// without having been used, the waiting side fails with the reason for which it was dropped (so nobody waits
/// for an answer that cannot come).
template <class T>
class Promise {
 public:
  Promise() = default;
  Promise(Pid pid, std::uint64_t ref) : pid_(pid), ref_(ref) {}
  Promise(Promise&& other) noexcept : pid_(other.pid_), ref_(std::exchange(other.ref_, 0)) {}
  Promise& operator=(Promise&& other) noexcept {
    if (this != &other) {
      abandon();
      pid_ = other.pid_;
      ref_ = std::exchange(other.ref_, 0);
    }
    return *this;
  }
  ~Promise() { abandon(); }

  explicit operator bool() const { return ref_ != 0; }
  Pid pid() const { return pid_; }
  /// Whoever gets this answers in its stead.
  AnswerTo release() { return {pid_, std::exchange(ref_, 0)}; }

  template <class U>
  void set_value(U&& value) {
    if (!ref_) return;
    auto* envelope = make_envelope<ValueEnvelope<T>>(value_type<T>, ref_);
    EnvelopePtr unsent(envelope);
    envelope->value.emplace(std::forward<U>(value));
    // Only now: when copying the value threw, this promise is still to be kept or abandoned.
    ref_ = 0;
    deliver(pid_, unsent.release());
  }
  void fail(ExitReason reason) {
    if (!ref_) return;
    auto* envelope = make_envelope<ValueEnvelope<T>>(value_type<T>, std::exchange(ref_, 0));
    envelope->failure = std::move(reason);
    deliver(pid_, envelope);
  }

 private:
  void abandon() {
    if (ref_) fail(drop_reason());
  }
  Pid pid_;
  std::uint64_t ref_ = 0;
};

/// Unit value for promises that carry none.
struct Nothing {};

/// The awaiting end for a Promise<T>: derive, start the operation in await_suspend after wait().
template <class T>
class ValueWaiter : public Waiter {
 public:
  void arrive(Envelope& completion) final {
    if (is_timeout(completion)) {
      failure_ = ExitReason::timeout;
      return;
    }
    if (LostEnvelope* lost = as_lost(completion)) {
      failure_ = std::move(lost->reason);
      return;
    }
    auto& envelope = static_cast<ValueEnvelope<T>&>(completion);
    value_ = std::move(envelope.value);
    failure_ = std::move(envelope.failure);
  }

 protected:
  Promise<T> promise();
  std::optional<T> value_;
  ExitReason failure_;
};

template <class T>
Promise<T> ValueWaiter<T>::promise() {
  return Promise<T>(current_core()->pid(), ref());
}

}  // namespace anqa::detail
