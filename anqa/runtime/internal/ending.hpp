#pragma once

#include "anqa/runtime/detail/process_core.hpp"
#include "anqa/runtime/detail/router.hpp"

namespace anqa::detail {

/// Begins init(). True when the process is dead afterwards.
bool start_init(ProcessCore& core);
/// stop() was called in the constructor. True when the process is dead afterwards.
bool stop_before_first_message(ProcessCore& core);
/// Runs the handler of core.current. True when the process is dead afterwards.
bool run_handler(ProcessCore& core);
/// The suspended handler has come to its end: takes its exception, answers init(), ends what is stopping.
/// True when the process is dead afterwards.
bool finish_handler(ProcessCore& core);
/// Ends the process now, without terminate(): destroys frame, object and mailbox, takes its names back, tells
/// links and monitors, frees the slot.
void finish(ProcessCore& core, ExitReason reason);
/// Takes the Down of monitor `ref` out of the queue, if it lies there.
void drop_queued_down(ProcessCore& core, std::uint64_t ref);
/// A message was queued and the process is in receive(): wakes it when the message is for it.
void offer_to_receiver(ProcessCore& core);

}  // namespace anqa::detail
