#pragma once

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/mailbox.hpp"

namespace anqa::detail {

/// On the sender's side, for a bounded process: whether the envelope may be pushed. It is counted, or
/// discarded when it may not.
bool enter_mailbox(ProcessCore& core, Envelope* envelope);

/// On any side: the envelope no longer waits in the mailbox. Each one that was counted comes by here once.
inline void leave_mailbox(ProcessCore& core, Envelope& envelope) {
  if (!envelope.counted) [[likely]]
    return;
  envelope.counted = false;
  core.pending.fetch_sub(1, std::memory_order_relaxed);
}

/// The queue has reached queue_mark: drops, stops or warns.
void mailbox_filled(ProcessCore& core);

/// A new process: what its class or the default says of its mailbox.
void set_up_mailbox(ProcessCore& core);
void set_mailbox_limit(ProcessCore& core, MailboxLimit limit);

}  // namespace anqa::detail
