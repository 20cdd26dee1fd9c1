#include "anqa/runtime/internal/ending.hpp"

#include "anqa/base/log.hpp"
#include "anqa/runtime/internal/crash.hpp"
#include "anqa/runtime/internal/mailbox_bound.hpp"
#include "anqa/runtime/internal/name_table.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/progress.hpp"
#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/this_thread.hpp"
#include "anqa/runtime/internal/watchers.hpp"
#include "anqa/runtime/internal/watching.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

class Dropping {
 public:
  explicit Dropping(const ExitReason& reason) : before_(std::exchange(this_thread.dropping, &reason)) {}
  ~Dropping() { this_thread.dropping = before_; }
  Dropping(const Dropping&) = delete;
  Dropping& operator=(const Dropping&) = delete;

 private:
  const ExitReason* before_;
};

/// What a frame holds may throw when it goes.
void destroy_frame(const ProcessCore& core, Task<void>& frame) {
  try {
    frame = {};
  } catch (...) {
    log_crash(core, capture_crash("destructor"));
  }
}

/// Ends in an orderly way: terminate() first, if the class has one. True when the process is dead afterwards.
bool begin_terminate(ProcessCore& core, ExitReason reason) {
  core.terminating = true;
  core.stop_reason = std::move(reason);
  note_progress(core);
  if (core.behaviour->terminate && core.object) {
    try {
      core.running = core.behaviour->terminate(*core.object, core.stop_reason);
      if (core.running) {
        core.running.handle().resume();
        if (!core.running.handle().done()) return false;
        return finish_handler(core);
      }
    } catch (...) {
      log_crash(core, capture_crash("terminate"));
    }
  }
  finish(core, std::move(core.stop_reason));
  return true;
}

/// `frame` is what the exception left: it goes before terminate() runs, and what it held goes with the
/// reason.
bool crashed(ProcessCore& core, Task<void> frame = {}) {
  std::string_view message = core.initialising && !core.is_body ? "init"
                             : core.current                     ? core.current->type->name()
                                                                : "";
  CrashInfo info = capture_crash(message);
  log_crash(core, info);
  ExitReason reason = ExitReason::crashed(std::move(info));
  {
    Dropping because(reason);
    destroy_frame(core, frame);
    destroy_frame(core, core.running);
  }
  // It never ran: terminate() has nothing to undo.
  if (core.initialising && !core.is_body) {
    finish(core, std::move(reason));
    return true;
  }
  return begin_terminate(core, std::move(reason));
}

bool after_handler(ProcessCore& core) {
  if (core.watched && core.current) [[unlikely]]
    after_watched_handler(core);
  if (Envelope* handled = std::exchange(core.current, nullptr)) handled->type->destroy(handled);
  if (core.stopping) return begin_terminate(core, std::move(core.stop_reason));
  return false;
}

void destroy_object(ProcessCore& core) {
  Process* object = std::exchange(core.object, nullptr);
  try {
    delete object;
  } catch (...) {
    log_crash(core, capture_crash("destructor"));
  }
}

void tell_the_others(Pid pid, const ExitReason& reason, Relations& relations) {
  relations.started.fail(reason);
  for (const auto& [linked, ids] : relations.links) send_exit(pid, linked, reason, true);
  for (const auto& [ref, target] : relations.monitors) send_demonitor(pid, target, ref);
}

void tell_watchers(Pid pid, const ExitReason& reason, Watcher* watcher) {
  while (watcher) {
    const Watcher told = *watcher;
    delete watcher;
    watcher = told.next;
    send_down(told.pid, told.ref, pid, reason);
  }
}

}  // namespace

ExitReason drop_reason() {
  if (this_thread.dropping) return *this_thread.dropping;
  // What a handler that calls stop() leaves unanswered.
  if (const ProcessCore* core = current_core(); core && core->stopping) return core->stop_reason;
  // An exception is on its way out of a handler: it takes what that held along.
  return std::uncaught_exceptions() > 0 ? ExitReason::crash : ExitReason::noproc;
}

void drop_queued_down(ProcessCore& core, std::uint64_t ref) {
  Envelope** link = &core.queue_head;
  for (Envelope* previous = nullptr; *link; previous = *link, link = &(*link)->next) {
    if ((*link)->type->kind != EnvelopeKind::down) continue;
    if (static_cast<MessageEnvelope<Down>&>(**link).message.monitor.value != ref) continue;
    EnvelopePtr found(*link);
    *link = found->next;
    if (core.queue_tail == found.get()) core.queue_tail = previous;
    --core.queue_length;
    return;
  }
}

void discard(EnvelopePtr envelope, ExitReason reason) {
  if (envelope->type->kind == EnvelopeKind::monitor) {
    auto& signal = static_cast<SignalEnvelope&>(*envelope);
    send_down(signal.from, signal.ref, signal.to, std::move(reason));
  } else if (envelope->type->kind == EnvelopeKind::link) {
    auto& signal = static_cast<SignalEnvelope&>(*envelope);
    send_exit(signal.to, signal.from, std::move(reason), true);
  } else {
    Dropping because(reason);
    envelope.reset();
  }
}

namespace {

/// init() has returned. True when the process is dead afterwards.
bool finish_init(ProcessCore& core) {
  if (core.stopping) return stop_before_first_message(core);
  core.initialising = false;
  if (core.relations) core.relations->started.set_value(Nothing{});
  return after_handler(core);
}

}  // namespace

bool start_init(ProcessCore& core) {
  note_progress(core);
  try {
    core.running = core.behaviour->init(*core.object);
    if (!core.running) {  // an init() that does not wait is done now
      return finish_init(core);
    }
  } catch (...) {
    return crashed(core);
  }
  core.running.handle().resume();
  return core.running.handle().done() && finish_handler(core);
}

bool stop_before_first_message(ProcessCore& core) {
  if (core.terminating) return false;
  // It never ran: terminate() has nothing to undo.
  finish(core, std::move(core.stop_reason));
  return true;
}

bool run_handler(ProcessCore& core) {
  ++core.reductions;
  if (core.watched) [[unlikely]]
    before_handler(core);
  try {
    Envelope& envelope = *core.current;
    core.running = envelope.type->handle ? envelope.type->handle(*core.object, envelope)
                                         : core.behaviour->handle_raw(*core.object, envelope);
    if (!core.running) return after_handler(core);
  } catch (...) {
    return crashed(core);
  }
  core.running.handle().resume();
  return core.running.handle().done() && finish_handler(core);
}

bool finish_handler(ProcessCore& core) {
  Task<void> done = std::move(core.running);
  try {
    done.handle().promise().take();
  } catch (...) {
    if (!core.terminating) return crashed(core, std::move(done));
    log_crash(core, capture_crash("terminate"));
  }
  destroy_frame(core, done);
  if (core.terminating) {
    finish(core, std::move(core.stop_reason));
    return true;
  }
  if (core.initialising && core.is_body) {
    finish(core, core.stopping ? std::move(core.stop_reason) : ExitReason(ExitReason::normal));
    return true;
  }
  try {
    return core.initialising ? finish_init(core) : after_handler(core);
  } catch (...) {  // it hibernated, and its handle_hibernate() threw
    return crashed(core);
  }
}

namespace {

/// Gives back its names and what its exit hooks hold: before anybody learns that it has ended, be it by a
/// Down, an Exit or a call that is not answered.
void give_back_names(ProcessCore& core, Pid pid) {
  while (core.relations && !core.relations->exit_hooks.empty()) {
    const auto hooks = std::exchange(core.relations->exit_hooks, {});
    for (auto& hook : hooks) hook->on_exit(pid);
  }
  if (core.relations && !core.relations->name.empty())
    System::current().names().erase(core.relations->name, pid);
}

}  // namespace

void finish(ProcessCore& core, ExitReason reason) {
  Dropping because(reason);
  const Pid pid = core.pid();
  std::unique_ptr<Relations> relations;

  destroy_frame(core, core.running);
  destroy_object(core);
  give_back_names(core, pid);
  if (Envelope* current = std::exchange(core.current, nullptr)) discard(EnvelopePtr(current), reason);
  while (core.queue_head) {
    EnvelopePtr left(std::exchange(core.queue_head, core.queue_head->next));
    leave_mailbox(core, *left);
    discard(std::move(left), reason);
  }
  core.queue_tail = nullptr;
  core.queue_length = 0;

  give_back_names(core, pid);  // what the messages' destructors took
  relations.reset(std::exchange(core.relations, nullptr));
  if (core.watched && relations) watched_exit(pid, *relations->extras, reason);
  if (relations && relations->extras) stop_timers(*relations->extras);
  if (relations && relations->started && relations->quiet_start) relations->links.erase(core.parent);

  std::uint32_t next_serial = pid.serial + 1;
  core.serial.store(next_serial ? next_serial : 1, std::memory_order_release);
  Envelope* rest = core.inbox.exchange(ProcessCore::dead(), std::memory_order_acq_rel);
  while (rest && rest != ProcessCore::busy()) {
    EnvelopePtr left(std::exchange(rest, rest->next));
    leave_mailbox(core, *left);
    discard(std::move(left), reason);
  }

  std::atomic_ref(core.behaviour).store(nullptr, std::memory_order_relaxed);
  core.parent = {};
  core.stop_reason = {};
  core.next_ref = 1;
  core.receiver = nullptr;
  core.trap_exit = core.stopping = core.terminating = core.initialising = core.is_body = core.yielded = false;
  core.suspended = core.watched = core.forwards = core.ignoring = false;
  core.reductions = 0;
  core.queue_mark = ~0U;
  core.bound.store(0, std::memory_order_relaxed);
  core.refused.store(0, std::memory_order_relaxed);
  Watcher* watchers = take_watchers(core);
  if (relations) tell_the_others(pid, reason, *relations);
  tell_watchers(pid, reason, watchers);
  System::current().table().release(core);
}

}  // namespace anqa::detail
