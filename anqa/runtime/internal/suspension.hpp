#pragma once

#include "anqa/runtime/detail/process_core.hpp"

namespace anqa::detail {

/// Whether what comes next is a system message: all that a suspended process handles.
inline bool system_message_first(const ProcessCore& core) {
  return core.queue_head->type->kind == EnvelopeKind::system;
}
/// Queues a system message of a suspended process, behind those that wait already.
void enqueue_before_messages(ProcessCore& core, Envelope* envelope);
/// From now on `core` handles system messages only, those that wait among others first.
void suspend_messages(ProcessCore& core);

/// Why a request to a process made by spawn() fails: it has no handlers between which it could be served.
ExitReason not_a_server();

}  // namespace anqa::detail
