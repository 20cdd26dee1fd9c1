#include "anqa/runtime/internal/suspension.hpp"

#include "anqa/runtime/detail/suspend.hpp"

namespace anqa::detail {
namespace {

bool is_system(const Envelope& envelope) { return envelope.type->kind == EnvelopeKind::system; }

}  // namespace

void enqueue_before_messages(ProcessCore& core, Envelope* envelope) {
  Envelope** place = &core.queue_head;
  while (*place && is_system(**place)) place = &(*place)->next;
  envelope->next = *place;
  if (!*place) core.queue_tail = envelope;
  *place = envelope;
  ++core.queue_length;
}

void suspend_messages(ProcessCore& core) {
  core.suspended = true;
  struct List {
    Envelope* first = nullptr;
    Envelope* last = nullptr;
    void append(Envelope* envelope) {
      (last ? last->next : first) = envelope;
      last = envelope;
    }
  };
  List system;
  List messages;
  for (Envelope* each = core.queue_head; each;) {
    Envelope* next = std::exchange(each->next, nullptr);
    (is_system(*each) ? system : messages).append(each);
    each = next;
  }
  if (system.last) system.last->next = messages.first;
  core.queue_head = system.first ? system.first : messages.first;
  core.queue_tail = messages.last ? messages.last : system.last;
}

void set_suspended(bool on) {
  ProcessCore& core = require_core("suspend()");
  if (on) {
    suspend_messages(core);
  } else {
    core.suspended = false;
  }
}

ExitReason not_a_server() { return ExitReason("it was made by spawn() and answers no system messages"); }

}  // namespace anqa::detail
