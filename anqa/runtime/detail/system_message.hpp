#pragma once

#include <concepts>
#include <coroutine>
#include <expected>
#include <type_traits>
#include <utility>

#include "anqa/runtime/blocking.hpp"
#include "anqa/runtime/detail/waiter.hpp"

/// Work that a process does for somebody else between two messages, as if it had a handler for it: how its
/// state is read and changed from outside, how it is suspended, resumed and asked to stop. A suspended
/// process goes on serving it. What the work throws goes to whoever asked, and the process goes on.

namespace anqa::detail {

template <class Work, class T>
struct SystemEnvelope : Envelope {
  SystemEnvelope(const EnvelopeType& envelope_type, Work w, Promise<BlockingOutcome<T>> p)
      : Envelope(envelope_type), work(std::move(w)), promise(std::move(p)) {}
  Work work;
  Promise<BlockingOutcome<T>> promise;
};

/// Not counted among the messages that the process handled: a timeout_after() goes on.
void note_system_message();

template <class Work, class T>
Task<void> run_system(Process& process, Envelope& envelope) {
  note_system_message();
  auto& system = static_cast<SystemEnvelope<Work, T>&>(envelope);
  BlockingOutcome<T> outcome;
  try {
    if constexpr (std::is_same_v<T, Nothing>) {
      system.work(process);
      outcome.value.emplace();
    } else {
      outcome.value.emplace(system.work(process));
    }
  } catch (...) {
    outcome.error = std::current_exception();
  }
  system.promise.set_value(std::move(outcome));
  return {};
}

inline std::string_view system_name() { return "system message"; }

template <class Work, class T>
inline constexpr EnvelopeType system_type{EnvelopeKind::system,
                                          nullptr,
                                          &system_name,
                                          &destroy_envelope<SystemEnvelope<Work, T>>,
                                          &run_system<Work, T>,
                                          nullptr,
                                          sizeof(SystemEnvelope<Work, T>),
                                          true};

template <class Work>
using SystemResult = std::conditional_t<std::is_void_v<std::invoke_result_t<Work&, Process&>>, Nothing,
                                        std::invoke_result_t<Work&, Process&>>;

/// `std::expected<R, ExitReason> result = co_await in_process(pid, work, limit)`
template <class Work>
class InProcessAwaiter : public ValueWaiter<BlockingOutcome<SystemResult<Work>>> {
 public:
  using T = SystemResult<Work>;
  InProcessAwaiter(Pid process, Work work, Duration limit)
      : process_(process), work_(std::move(work)), limit_(limit) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    this->wait(handle, limit_);
    deliver(process_,
            make_envelope<SystemEnvelope<Work, T>>(system_type<Work, T>, std::move(work_), this->promise()));
  }
  std::expected<T, ExitReason> await_resume() {
    if (!this->value_) return std::unexpected(std::move(this->failure_));
    if (this->value_->error) std::rethrow_exception(this->value_->error);
    return std::move(*this->value_->value);
  }

 private:
  Pid process_;
  Work work_;
  Duration limit_;
};

template <std::invocable<Process&> Work>
InProcessAwaiter<Work> in_process(Pid process, Work work, Duration limit) {
  return {process, std::move(work), limit};
}

}  // namespace anqa::detail
