#include "anqa/runtime/await.hpp"

#include "anqa/runtime/internal/relations.hpp"

namespace anqa::detail {

void YieldAwaiter::await_suspend(std::coroutine_handle<> handle) {
  wait(handle);
  ProcessCore& core = require_core("yield()");
  send_wake(core.pid(), ref());
  core.yielded = true;
}

void DownAwaiter::await_suspend(std::coroutine_handle<> handle) {
  if (limit) {
    wait(handle, *limit);
  } else {
    wait(handle);
  }
  // The wait and the monitor share one reference: the Down then finds the waiter instead of the mailbox.
  ProcessCore& core = require_core("down()");
  with_room(relations_of(core).monitors).emplace(ref(), pid);
  send_monitor(core.pid(), pid, ref());
}

void DownAwaiter::arrive(Envelope& envelope) {
  if (is_timeout(envelope)) return;
  reason = std::move(static_cast<MessageEnvelope<Down>&>(envelope).message.reason);
}

std::optional<ExitReason> DownAwaiter::await_resume() {
  if (!reason) demonitor(MonitorRef{ref()});
  return std::move(reason);
}

}  // namespace anqa::detail
