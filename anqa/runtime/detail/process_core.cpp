#include "anqa/runtime/detail/process_core.hpp"

#include <cstdio>
#include <cstdlib>

#include "anqa/runtime/detail/waiter.hpp"
#include "anqa/runtime/internal/ending.hpp"
#include "anqa/runtime/internal/inspection.hpp"
#include "anqa/runtime/internal/mailbox_bound.hpp"
#include "anqa/runtime/internal/process_table.hpp"
#include "anqa/runtime/internal/progress.hpp"
#include "anqa/runtime/internal/relations.hpp"
#include "anqa/runtime/internal/suspension.hpp"
#include "anqa/runtime/internal/this_thread.hpp"
#include "anqa/runtime/internal/watchers.hpp"
#include "anqa/runtime/internal/watching.hpp"
#include "anqa/runtime/system.hpp"

namespace anqa::detail {
namespace {

std::string_view timeout_name() { return "timeout"; }
const EnvelopeType timeout_type{EnvelopeKind::completion,           nullptr, &timeout_name,
                                &destroy_envelope<TimeoutEnvelope>, nullptr, nullptr};

std::string_view lost_name() { return "connection lost"; }
const EnvelopeType lost_type{EnvelopeKind::completion,        nullptr, &lost_name,
                             &destroy_envelope<LostEnvelope>, nullptr, nullptr};

Envelope* dequeue(ProcessCore& core) {
  Envelope* envelope = core.queue_head;
  core.queue_head = envelope->next;
  if (!core.queue_head) core.queue_tail = nullptr;
  --core.queue_length;
  leave_mailbox(core, *envelope);
  return envelope;
}

/// Acts on an exit signal. True when the process is to end, with `reason`.
bool exit_ends(ProcessCore& core, SignalEnvelope& signal, ExitReason& reason) {
  if (signal.withdrawn && signal.withdrawn->load(std::memory_order_relaxed)) return false;
  if (signal.by_link) {
    // A link that was taken back, or never known here: its exit signal is nobody's.
    if (!core.relations || core.relations->links.erase(signal.from) == 0) return false;
  } else if (signal.reason.kind() == ExitReason::kill) {
    reason = ExitReason::killed;
    return true;
  } else if (signal.ref == forced_exit) {
    reason = std::move(signal.reason);
    return true;
  }
  if (core.trap_exit) {
    // A suspended process is not deaf to its parent.
    if (signal.from == core.parent) core.suspended = false;
    enqueue(core, make_envelope<MessageEnvelope<Exit>>(raw_message_type<Exit>, signal.from,
                                                       std::move(signal.reason)));
    return false;
  }
  if (signal.reason.kind() == ExitReason::normal && signal.from != core.pid()) return false;
  reason = std::move(signal.reason);
  return true;
}

void take_unlink(ProcessCore& core, const SignalEnvelope& signal) {
  if (!core.relations) return;
  auto found = core.relations->links.find(signal.from);
  if (found == core.relations->links.end()) return;
  LinkIds& ids = found->second;
  std::uint32_t& undone = (signal.ref & receivers_link) != 0 ? ids.mine : ids.theirs;
  if (undone == static_cast<std::uint32_t>(signal.ref)) undone = 0;
  if (ids.mine == 0 && ids.theirs == 0) core.relations->links.erase(found);
}

/// Files one envelope that came out of the inbox. True when it ends the process.
bool receive_one(ProcessCore& core, EnvelopePtr envelope, ExitReason& reason) {
  if (envelope->serial != core.serial.load(std::memory_order_relaxed)) {
    leave_mailbox(core, *envelope);
    discard(std::move(envelope), ExitReason::noproc);
    return false;
  }
  switch (envelope->type->kind) {
    case EnvelopeKind::message:
      if (core.watched) [[unlikely]]
        message_received(core, *envelope);
      enqueue(core, envelope.release());
      return false;
    case EnvelopeKind::completion: {
      auto& completion = static_cast<CompletionEnvelope&>(*envelope);
      if (Waiter* waiter = WaiterList::find(core.waiting, completion.ref)) {
        waiter->arrive(completion);
        WaiterList::make_ready(core, *waiter);
      } else if (core.forwards) {
        enqueue(core, envelope.release());
      }
      return false;
    }
    case EnvelopeKind::down: {
      auto& down = static_cast<MessageEnvelope<Down>&>(*envelope);
      std::uint64_t ref = down.message.monitor.value;
      if (!core.relations || core.relations->monitors.erase(ref) == 0) return false;  // demonitored
      if (Waiter* waiter = WaiterList::find(core.waiting, ref)) {
        waiter->arrive(down);
        WaiterList::make_ready(core, *waiter);
      } else if (Waiter* late = WaiterList::find(core.ready, ref)) {
        late->arrive(down);  // its time limit came first, but not yet to its notice
      } else {
        enqueue(core, envelope.release());
      }
      return false;
    }
    case EnvelopeKind::exit:
      return exit_ends(core, static_cast<SignalEnvelope&>(*envelope), reason);
    case EnvelopeKind::link: {
      auto& signal = static_cast<SignalEnvelope&>(*envelope);
      relations_of(core).links[signal.from].theirs = static_cast<std::uint32_t>(signal.ref);
      return false;
    }
    case EnvelopeKind::unlink:
      take_unlink(core, static_cast<SignalEnvelope&>(*envelope));
      return false;
    case EnvelopeKind::monitor: {
      auto& signal = static_cast<SignalEnvelope&>(*envelope);
      add_watcher(core, signal.from, signal.ref);
      return false;
    }
    case EnvelopeKind::demonitor: {
      auto& signal = static_cast<SignalEnvelope&>(*envelope);
      remove_watchers(core, [&](const Watcher& watcher) {
        return watcher.pid == signal.from && watcher.ref == signal.ref;
      });
      return false;
    }
    case EnvelopeKind::inspect:
      answer_inspection(core, *envelope);
      return false;
    case EnvelopeKind::system:
      if (core.is_body) {
        discard(std::move(envelope), not_a_server());
      } else if (core.suspended) {
        enqueue_before_messages(core, envelope.release());
      } else {
        enqueue(core, envelope.release());
      }
      return false;
  }
  return false;
}

/// Empties the inbox into the queue, oldest first, acting on signals. True when one of them ends the process.
bool drain(ProcessCore& core, ExitReason& reason) {
  if (core.inbox.load(std::memory_order_relaxed) == ProcessCore::busy()) return false;
  Envelope* newest = core.inbox.exchange(ProcessCore::busy(), std::memory_order_acquire);
  Envelope* oldest = nullptr;
  while (newest && newest != ProcessCore::busy()) {
    Envelope* next = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = next;
  }
  while (oldest) {
    EnvelopePtr envelope(std::exchange(oldest, oldest->next));
    envelope->next = nullptr;
    if (receive_one(core, std::move(envelope), reason)) {
      // What came after the deadly signal is dropped with the rest of the mailbox, by finish(): a monitor
      // among it is not answered before the process has given back what it had.
      while (oldest) {
        Envelope* late = std::exchange(oldest, oldest->next);
        late->next = nullptr;
        (core.queue_tail ? core.queue_tail->next : core.queue_head) = late;
        core.queue_tail = late;
      }
      return true;
    }
  }
  return false;
}

/// For a process that is not, or no longer, here.
void deliver_elsewhere(System* system, Pid to, EnvelopePtr envelope) {
  if (!system || !to || system->table().owns(to.index))
    return discard(std::move(envelope), ExitReason::noproc);
  if (!system->router()) return discard(std::move(envelope), ExitReason::noconnection);
  system->router()->route(to, std::move(envelope));
}

}  // namespace

TimeoutEnvelope::TimeoutEnvelope(std::uint64_t reference) : CompletionEnvelope(timeout_type, reference) {}
bool is_timeout(const Envelope& envelope) { return envelope.type == &timeout_type; }

LostEnvelope::LostEnvelope(std::uint64_t reference, ExitReason why)
    : CompletionEnvelope(lost_type, reference), reason(std::move(why)) {}
LostEnvelope* as_lost(Envelope& envelope) {
  return envelope.type == &lost_type ? static_cast<LostEnvelope*>(&envelope) : nullptr;
}

[[gnu::noinline]] ProcessCore* current_core() { return this_thread.core; }

ProcessCore& require_core(const char* operation) {
  if (ProcessCore* core = current_core()) return *core;
  std::fprintf(stderr, "anqa: %s used outside of a process; run it in one, for example with System::run()\n",
               operation);
  std::abort();
}

CurrentProcess::CurrentProcess(ProcessCore* core) : before_(std::exchange(this_thread.core, core)) {}
CurrentProcess::~CurrentProcess() { this_thread.core = before_; }

void enqueue(ProcessCore& core, Envelope* envelope, bool at_front) {
  if (at_front && core.suspended) [[unlikely]]
    return enqueue_before_messages(core, envelope);  // behind what may resume it
  const bool filled = ++core.queue_length >= core.queue_mark;
  envelope->next = nullptr;
  if (!core.queue_head) {
    core.queue_head = core.queue_tail = envelope;
  } else if (at_front) {
    envelope->next = core.queue_head;
    core.queue_head = envelope;
  } else {
    core.queue_tail->next = envelope;
    core.queue_tail = envelope;
  }
  if (core.receiver) offer_to_receiver(core);
  if (filled) [[unlikely]]
    mailbox_filled(core);
}

void deliver(Pid to, Envelope* envelope) {
  System* system = System::current_or_null();
  ProcessCore* core = system ? system->table().find(to.index) : nullptr;
  if (!core || core->serial.load(std::memory_order_acquire) != to.serial) {
    deliver_elsewhere(system, to, EnvelopePtr(envelope));
    return;
  }
  envelope->serial = to.serial;
  if (core->bound.load(std::memory_order_relaxed) != 0) [[unlikely]] {
    if (!enter_mailbox(*core, envelope)) return;
  }
  Envelope* newest = core->inbox.load(std::memory_order_relaxed);
  do {
    if (newest == ProcessCore::dead()) {
      leave_mailbox(*core, *envelope);
      discard(EnvelopePtr(envelope), ExitReason::noproc);
      return;
    }
    envelope->next = newest == ProcessCore::busy() ? nullptr : newest;
  } while (!core->inbox.compare_exchange_weak(newest, envelope, std::memory_order_acq_rel,
                                              std::memory_order_relaxed));
  if (newest == nullptr) system->scheduler().schedule(*core);
}

bool spend_turn() {
  const Progress* progress = this_thread.progress;
  if (this_thread.turns == 0 || (progress && progress->overdue.load(std::memory_order_relaxed))) return false;
  --this_thread.turns;
  return true;
}

SliceResult run_slice(ProcessCore& core, unsigned budget) {
  CurrentProcess running(&core);
  this_thread.turns = budget;
  ExitReason reason;
  if (core.initialising && !core.running && start_init(core)) return SliceResult::dead;
  if (core.stopping && !core.running && !core.current && stop_before_first_message(core))
    return SliceResult::dead;
  for (;;) {
    if (drain(core, reason)) {
      finish(core, std::move(reason));
      return SliceResult::dead;
    }
    if (std::exchange(core.yielded, false)) return SliceResult::more;
    if (core.ready) {
      if (!spend_turn()) return SliceResult::more;
      Waiter& waiter = *core.ready;
      WaiterList::remove(waiter);
      note_progress(core);
      waiter.handle().resume();
      if (core.running.handle() && core.running.handle().done() && finish_handler(core))
        return SliceResult::dead;
      continue;
    }
    if (!core.running && core.queue_head && (!core.suspended || system_message_first(core))) {
      if (!spend_turn()) return SliceResult::more;
      core.current = dequeue(core);
      note_progress(core);
      if (run_handler(core)) return SliceResult::dead;
      continue;
    }
    Envelope* expected = ProcessCore::busy();
    if (core.inbox.compare_exchange_strong(expected, nullptr, std::memory_order_acq_rel))
      return SliceResult::idle;
  }
}

}  // namespace anqa::detail
