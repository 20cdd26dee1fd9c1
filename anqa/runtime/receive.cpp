#include "anqa/runtime/receive.hpp"

#include "anqa/runtime/internal/ending.hpp"
#include "anqa/runtime/internal/mailbox_bound.hpp"

namespace anqa::detail {
namespace {

/// Unlinks the first message that `receiver` accepts from the queue.
EnvelopePtr take_fitting(ProcessCore& core, const Receiver& receiver) {
  Envelope* previous = nullptr;
  for (Envelope* envelope = core.queue_head; envelope; previous = envelope, envelope = envelope->next) {
    if (!receiver.accepts(*envelope)) continue;
    (previous ? previous->next : core.queue_head) = envelope->next;
    if (core.queue_tail == envelope) core.queue_tail = previous;
    envelope->next = nullptr;
    --core.queue_length;
    leave_mailbox(core, *envelope);
    return EnvelopePtr(envelope);
  }
  return {};
}

}  // namespace

void Receiver::arrive(Envelope&) { require_core("receive()").receiver = nullptr; }

Receiver::~Receiver() {
  ProcessCore* core = current_core();
  if (core && core->receiver == this) core->receiver = nullptr;
}

bool Receiver::wait_for_message(std::coroutine_handle<> handle, std::optional<Duration> limit) {
  ProcessCore& core = require_core("receive()");
  envelope_ = take_fitting(core, *this);
  if (envelope_) {
    if (spend_turn()) return false;
    wait_for_turn(handle);
    return true;
  }
  if (limit) {
    wait(handle, *limit);
  } else {
    wait(handle);
  }
  core.receiver = this;
  return true;
}

void offer_to_receiver(ProcessCore& core) {
  Receiver& receiver = *core.receiver;
  EnvelopePtr envelope = take_fitting(core, receiver);
  if (!envelope) return;
  receiver.take(std::move(envelope));
  core.receiver = nullptr;
  WaiterList::make_ready(core, receiver);
}

}  // namespace anqa::detail
